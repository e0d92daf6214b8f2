# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen inspect`: text, JSON, differences, saved sections, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from stream_builder import StreamBuilder, field, struct_field, subsection, u16, u32, u64, vmsd

from vmgen.cli.inspect import inspect

CLOCK = vmsd("dev/clock", 2, field("period", "uint64", 8))
POINT = vmsd("point", 1, field("x", "int16", 2), field("y", "uint8", 1))
DEVICE = vmsd(
    "dev",
    3,
    field("flags", "uint32", 4),
    field("pos", "int32", 4),
    field("on", "bool", 1),
    field("fifo", "uint16", 2, array_len=8),
    field("timer", "timer", 8),
    field("mac", "buffer", 6),
    field("name", "buffer", 16),
    field("bits", "bitmap", 8),
    field("f", "CPU_Double_U", 8),
    field("p", "nullptr", 1, array_len=3),
    struct_field("at", 3, POINT, array_len=4),
    {"name": "list", "type": "qtailq", "size": 1},
    subsections=[CLOCK],
)


def body(flags: int = 0x90, last: int = 9) -> bytes:
    fifo = b"".join(map(u16, (1, 2, 0, 0, 0, 0, 10, last)))
    points = b"\xff\xfe\x0a" + b"\0\0\0" * 3
    return (
        u32(flags)
        + u32(0xFFFFFFFF)
        + b"\1"
        + fifo
        + b"\xff" * 8
        + bytes.fromhex("525400123456")
        + b"prelaunch".ljust(16, b"\0")
        + u64(0x8000000000000001)
        + u64(0x3FF8000000000000)
        + b"000"
        + points
        + b"\0"
        + subsection("dev/clock", 2)
        + u64(1000)
    )


def builder(flags: int = 0x90, last: int = 9) -> StreamBuilder:
    made = StreamBuilder("virt").ram({"ram": 65536})
    made.full("0000:00:01.0/dev", body(flags, last), DEVICE, version=3)
    return made.full("odd", b"\1\2", vmsd("odd", 1, field("a", "uint32", 4)))


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    return builder().write(tmp_path / "one")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(inspect, [str(argument) for argument in arguments])


TEXT = """\
PATH: migration stream of virt
  5536 bytes, page size 4096, description at 0x1138

ram:0  version 4  (iterated, section id 0, 4179 bytes in 3 parts from 0x22)
  block ram: 0x10000 bytes
  pages sent: 3 zero, 1 with data

0000:00:01.0/dev:0  version 3  (full, section id 1, 110 bytes at 0x10ac)
  0000     4   flags: uint32 = 0x90
  0004     4   pos: int32 = -1
  0008     1   on: bool = true
  0009    16   fifo: uint16[8] = [1, 2, 0 × 4, 0xa, 9]
  0019     8   timer: timer = not pending
  0021     6   mac: buffer = 52 54 00 12 34 56
  0027    16   name: buffer = "prelaunch" (16 bytes)
  0037     8   bits: bitmap = [0x8000000000000001]
  003f     8   f: CPU_Double_U = 0x3ff8000000000000 (1.5)
  0047     3   p: nullptr[3] = [null × 3]
  004a    12   at: struct[4] point version 1
  004a     3     [0]: struct point version 1
  004a     2       x: int16 = -2
  004c     1       y: uint8 = 0xa
  004d     3     [1]: struct point version 1
  004d     2       x: int16 = 0
  004f     1       y: uint8 = 0
  0050     3     [2..3]: same as [1]
  0056     1   list: qtailq, empty
  0057    23   + dev/clock version 2
  0066     8     period: uint64 = 0x3e8

odd:0  version 1  (full, section id 2, 2 bytes at 0x1130)
  not decoded: odd: 2 bytes, described 4
  01 02
"""


def test_text(stream: Path) -> None:
    result = run(stream)
    assert result.exit_code == 0
    assert result.output.replace(str(stream), "PATH") == TEXT


def test_text_in_full(stream: Path) -> None:
    text = run(stream, "--full", "--section", "dev").output
    assert "same as" not in text
    assert text.count(": struct point version 1") == 4
    assert "ram:0" not in text


@pytest.mark.parametrize("name", ["0000:00:01.0/dev", "0000:00:01.0/dev:0", "dev", "dev:0"])
def test_section(stream: Path, name: str) -> None:
    result = run(stream, "--section", name, "--section", "odd")
    assert result.exit_code == 0
    assert "dev:0" in result.output
    assert "odd:0" in result.output
    assert "ram:0" not in result.output


def test_section_that_is_not_there(stream: Path) -> None:
    result = run(stream, "--section", "dev:1")
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: no section 'dev:1' in {stream}; there are: ram:0, 0000:00:01.0/dev:0, odd:0\n"
    )


def test_json(stream: Path) -> None:
    result = run(stream, "--json")
    assert result.exit_code == 0
    payload = json.loads(result.stdout)
    sections = payload.pop("sections")
    assert payload == {
        "version": 1,
        "kind": "stream",
        "path": str(stream),
        "machine": "virt",
        "page_size": 4096,
        "length": stream.stat().st_size,
        "vmdesc_offset": 0x1138,
        "configuration": {
            "machine": "virt",
            "page_bits": None,
            "capabilities": [],
            "uuid": None,
            "subsections": [],
        },
        "commands": [],
        "footers": True,
        "trailing": 0,
        "error": None,
    }
    ram, device, odd = sections
    assert ram["ram"] == {"blocks": {"ram": 65536}, "zero_pages": 3, "data_pages": 1}
    assert [length for _, length in ram["parts"]] == [28, 4143, 8]
    assert odd["reason"] == "odd: 2 bytes, described 4"
    assert odd["raw"] == "0102"
    fields = device.pop("fields")
    subsections = device.pop("subsections")
    assert device == {
        "name": "0000:00:01.0/dev",
        "instance_id": 0,
        "version": 3,
        "section_id": 1,
        "kind": "full",
        "offset": 0x10AC,
        "length": 110,
        "described": True,
        "vmsd": "dev",
    }
    assert fields[0] == {"name": "flags", "type": "uint32", "offset": 0, "size": 4, "value": 0x90}
    by_name = {item["name"]: item for item in fields}
    assert by_name["on"]["value"] is True
    assert by_name["fifo"]["value"] == [1, 2, 0, 0, 0, 0, 10, 9]
    assert by_name["fifo"]["count"] == 8
    assert by_name["mac"]["value"] == "525400123456"
    assert by_name["list"]["fields"] == []
    elements = by_name["at"]["elements"]
    assert [element["index"] for element in elements] == [0, 1, 2, 3]
    assert elements[0]["fields"][0]["value"] == -2
    assert subsections == [
        {
            "name": "dev/clock",
            "version": 2,
            "offset": 87,
            "size": 23,
            "fields": [
                {"name": "period", "type": "uint64", "offset": 102, "size": 8, "value": 1000}
            ],
        }
    ]


def test_json_of_a_damaged_stream_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(builder().data)
    result = run(path, "--json")
    assert result.exit_code == 2
    payload = json.loads(result.stdout)
    assert len(payload["sections"]) == 2
    # The last section's footer is not followed by anything that could follow it.
    assert payload["error"] == {"offset": 0x1130, "message": "section 'odd' has no end"}
    assert "section 'odd' has no end" in result.stderr


def test_malformed_input(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_bytes(b"no stream")
    result = run(path)
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: {path}: offset 0 (0x0): no migration stream: it does not begin with QEVM\n"
    )
    assert run(tmp_path / "none").exit_code == 2
    assert run().exit_code == 2


def test_same(stream: Path, tmp_path: Path) -> None:
    other = builder().write(tmp_path / "other")
    result = run(stream, "--diff", other)
    assert (result.exit_code, result.output) == (0, "no difference\n")


def test_diff_of_values(stream: Path, tmp_path: Path) -> None:
    other = builder(flags=0x91, last=8).write(tmp_path / "other")
    result = run(stream, "--diff", other)
    assert result.exit_code == 1
    assert result.output == (
        "0000:00:01.0/dev:0.flags: 0x90 → 0x91\n"
        "0000:00:01.0/dev:0.fifo: [7] 9 → 8\n"
        "2 differences\n"
    )
    assert run(stream, "--diff", other, "--section", "odd").exit_code == 0
    assert run(stream, "--diff", other, "--section", "nothing").exit_code == 2


def test_diff_of_layouts(tmp_path: Path) -> None:
    first = StreamBuilder("pc").ram({"ram": 65536, "old": 4096})
    first.full("gone", b"")
    first.full("d", u32(1) + b"\1\2", layout(field("a", "uint32", 4), field("z", "buffer", 2)))
    second = StreamBuilder("q35").ram({"ram": 65536, "new": 8192}, data_pages=2)
    second.full("d", b"\0\1\3\2\1\2", layout(field("a", "uint16", 2), field("b", "uint8", 1),
                field("z", "buffer", 3)), version=2)  # fmt: skip
    second.full("came", u32(1))
    one, two = first.write(tmp_path / "1"), second.write(tmp_path / "2")
    result = run(one, "--diff", two)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "machine: pc → q35",
        "ram:0 block old: 4096 → None",
        "ram:0 block new: None → 8192",
        "ram:0: pages differ (3 zero, 1 data → 3 zero, 2 data)",
        "d:0 version: 1 → 2",
        "d:0.a: type uint32 → uint16",
        "d:0.z: 01 02 → 02 01 02",
        "d:0.b: only in second (uint8, 1 bytes)",
        "gone:0: only in first (version 1, 0 bytes)",
        "came:0: only in second (version 1, 4 bytes)",
        "10 differences",
    ]


def layout(*fields: dict[str, object]) -> dict[str, object]:
    return vmsd("d", 1, *fields)


def test_diff_goes_alone(stream: Path) -> None:
    assert run(stream, "--diff", stream, "--json").exit_code == 2


def test_saved_section(stream: Path, tmp_path: Path) -> None:
    saved = tmp_path / "body"
    saved.write_bytes(body())
    result = run(saved, "--described-by", stream, "--section", "dev")
    assert result.exit_code == 0
    assert "  0000     4   flags: uint32 = 0x90\n" in result.output
    result = run(saved, "--described-by", stream)
    assert result.exit_code == 2
    assert "describes more than one section: 0000:00:01.0/dev:0, odd:0" in result.output
    assert run(saved, "--described-by", stream, "--section", "no").exit_code == 2
    assert run(saved, "--described-by", stream, "--section", "a", "--section", "b").exit_code == 2


def test_saved_section_by_json(tmp_path: Path) -> None:
    saved, description = tmp_path / "body", tmp_path / "description.json"
    saved.write_bytes(body())
    description.write_text(json.dumps(DEVICE))
    result = run(saved, "--described-by", description, "--json")
    assert result.exit_code == 0
    payload = json.loads(result.stdout)
    assert (payload["version"], payload["kind"]) == (1, "section")
    assert payload["section"]["name"] == "dev"
    assert len(payload["section"]["fields"]) == 12


def test_saved_section_that_does_not_fit(stream: Path, tmp_path: Path) -> None:
    saved = tmp_path / "body"
    saved.write_bytes(body()[:-1])
    result = run(saved, "--described-by", stream, "--section", "dev")
    assert result.exit_code == 2
    assert "109 bytes, described 110" in result.output
    saved.write_bytes(b"{")
    result = run(saved, "--described-by", saved)
    assert result.exit_code == 2
    assert "the description is no JSON" in result.output
