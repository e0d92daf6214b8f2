# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen verify`: what it says of good and of bad sections, and how it ends."""

from __future__ import annotations

import copy
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import ROOT
from tests.reality.sections import Real, codecs, copied_sections
from vmgen.cli.verify import verify
from vmgen.codec import load_codecs
from vmgen.diagnostics import Diagnostic, VmgenError
from vmgen.stream import Section, decode_section
from vmgen.verify import (
    Answer,
    DescribedLeaf,
    Evidence,
    Finding,
    Verdict,
    compare,
    described_leaves,
    runtime_values,
    verdict,
)
from vmgen.verify import Result as SectionResult
from vmgen.verify.report import result_lines

PL011 = ("--specs", "specs/pl011.py", "--dialect", "11")


@pytest.fixture(autouse=True)
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """`specs` and `generated` are found from here."""
    monkeypatch.chdir(ROOT)


def leaf(path: str, type: str, offset: int, width: int, numbers: tuple[int, ...]) -> DescribedLeaf:
    """A field of a description, in no array."""
    return DescribedLeaf(path, tuple(path.split(".")), True, type, offset, width, numbers)


def write_stream(
    path: Path, sections: Iterable[tuple[Real, bytes | None]], *, described: bool = True
) -> Path:
    """A stream with these sections, each with other data where some is given."""
    text = b"machine"
    out = bytearray(b"QEVM" + (3).to_bytes(4, "big"))
    out += b"\x07" + len(text).to_bytes(4, "big") + text
    devices = []
    for number, (real, data) in enumerate(sections):
        section, name = real.section, real.section.name.encode()
        ident = number.to_bytes(4, "big")
        out += b"\x04" + ident + bytes([len(name)]) + name
        out += number.to_bytes(4, "big") + section.version.to_bytes(4, "big")
        out += (section.data if data is None else data) + b"\x7e" + ident
        assert section.description is not None
        devices.append({"name": section.name, "instance_id": number, **section.description})
    out += b"\0"
    if described:
        vmdesc = json.dumps({"page_size": 4096, "devices": devices}).encode()
        out += b"\x06" + len(vmdesc).to_bytes(4, "big") + vmdesc
    path.write_bytes(lzma.compress(out) if path.suffix == ".xz" else out)
    return path


def call(*args: object) -> Result:
    return CliRunner().invoke(verify, [str(arg) for arg in args])


def run(*args: object) -> subprocess.CompletedProcess[str]:
    """The program itself, from here."""
    command = [sys.executable, "-m", "vmgen", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refusals(result: Result) -> list[Diagnostic]:
    """What stopped it before anything was compiled."""
    assert isinstance(result.exception, VmgenError), result.output
    found = list(result.exception.diagnostics)
    assert {item.code for item in found} == {"VM430"}
    return found


def some(device: str, count: int) -> list[tuple[Real, bytes | None]]:
    found = [(real, None) for _, real in zip(range(count), copied_sections(device), strict=False)]
    assert len(found) == count
    return list(found)


# -- the command -----------------------------------------------------------------------------------


def test_same(tmp_path: Path) -> None:
    first = write_stream(tmp_path / "a.xz", [*some("pl011", 4), *some("pl061", 2)])
    second = write_stream(tmp_path / "b", some("pl061", 1))
    result = call(first, second, "--specs", "specs/pl011.py", "--specs", "specs/pl061.py")
    assert result.exit_code == 0, result.output
    first_line, second_line, last = result.stdout.splitlines()
    assert first_line.startswith("pl011       4 sections  ok  never seen: ")
    assert second_line.startswith("pl061       3 sections  ok  never seen: ")
    assert last == "7 sections of 2 streams: the same in Python and Rust (dialects 11, 10.2, rfc)"


def test_different(tmp_path: Path) -> None:
    (real, _), *others = some("pl011", 3)
    spans = {span.path: span for span in codecs()["pl011"].spans(codecs()["pl011"].reset())}
    at = spans["regs.read_count"].end - 1
    refused = real.section.data[:at] + b"\x11" + real.section.data[at + 1 :]
    padding = b"\0\0\7\0" + real.section.data[4:]
    stream = write_stream(tmp_path / "s", [(real, refused), (real, padding), *others])
    result = call(stream, *PL011)
    assert result.exit_code == 1, result.output
    *lines, device, last = result.stdout.splitlines()
    assert lines == [
        f"different: {stream} pl011:0 version 2",
        f"  Python refuses it: regs.read_count at byte {at - 3:#x}: 17 is not in 0..=16 "
        "(POST_LOAD)",
        "  Rust (11) refuses it: Failed to load pl011/regs: post load hook failed for: "
        "migratable-wrapper, version_id: 1, minimum_version: 1, ret: -22 (POST_LOAD)",
        f"different: {stream} pl011:1 version 2",
        "  Python saves byte 0x2 as 00, not 07",
        "    unused at byte 0x2: 00 00 00 00, wanted 00 00 07 00",
        "  Rust (11) saves byte 0x2 as 00, not 07",
        "    unused at byte 0x2: 00 00 00 00, wanted 00 00 07 00",
    ]
    assert device.startswith("pl011       4 sections  2 different  2 agree  never seen: ")
    assert last == "4 sections of 1 stream: 2 different, 2 agree (dialect 11)"


def test_json(tmp_path: Path) -> None:
    (real, _), *_ = some("pl011", 1)
    padding = b"\0\0\7\0" + real.section.data[4:]
    stream = write_stream(tmp_path / "s", [(real, None), (real, padding)])
    result = call(stream, *PL011, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["format"] == 2
    assert (document["dialects"], document["streams"]) == (["11"], 1)
    assert (document["outcome"], document["status"]) == ("different", 1)
    assert document["unreadable"] == []
    (device,) = document["devices"]
    unseen = device.pop("unseen")
    assert unseen["never_sent"] and "regs.ilpr" in unseen["at_reset"]
    assert device == {
        **{"name": "pl011", "sections": 2, "same": 1, "equivalent": 0, "different": 1},
        **{"too old": 0, "unfinished": 0},
        **{"undescribed": 0, "notes": [], "todos": []},
    }
    (held,) = document["results"]
    assert (held["section"], held["verdict"]) == ("pl011:1", "different")
    assert [item["who"] for item in held["findings"]] == ["Python", "Rust (11)"]
    assert held["findings"][0]["offset"] == 2


def test_undescribed(tmp_path: Path) -> None:
    """Bytes only: there is nothing that says what the values are."""
    stream = write_stream(tmp_path / "s", some("pl011", 2), described=False)
    result = call(stream, *PL011)
    assert result.exit_code == 0, result.output
    assert "ok  (2 without a description: bytes only)" in result.stdout


def test_nothing_to_verify(tmp_path: Path) -> None:
    stream = write_stream(tmp_path / "s", some("pl061", 1))
    result = call(stream, *PL011)
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert lines == [
        "pl011       0 sections  nothing to compare with",
        "no section of pl011 in 1 stream: nothing was verified",
    ]
    document = json.loads(call(stream, *PL011, "--json").stdout)
    assert (document["outcome"], document["status"]) == ("nothing", 2)


def test_not_built(tmp_path: Path) -> None:
    stream = write_stream(tmp_path / "s", some("pl011", 1))
    result = call(stream, *PL011, "--output", tmp_path / "none")
    command = f"`vmgen build specs/pl011.py -o {tmp_path}/none --dialect 11`"
    (crate,) = refusals(result)
    assert crate.message == f"there is no crate in {tmp_path}/none/11/hw/char/pl011"
    assert command in crate.mend
    assert not (tmp_path / "none").exists()


def test_stale(tmp_path: Path) -> None:
    """Two fields swapped in the spec, and a hand in the crate: refused before cargo is called."""
    stream = write_stream(tmp_path / "s", some("pl011", 1))
    spec = tmp_path / "pl011.py"
    spec.write_text((ROOT / "specs" / "pl011.py").read_text())
    where = ("--specs", spec, "--output", tmp_path / "out", "--dialect", "10.2")
    build = ("build", spec, *where[2:], "--no-cargo")
    assert run(*build).returncode == 0

    text = spec.read_text()
    first, second = "    dmacr: u32", "    int_enabled: u32"
    assert first in text and second in text
    spec.write_text(text.replace(first, "?").replace(second, first).replace("?", second))
    (crate,) = refusals(call(stream, *where))
    assert "src/migration.rs, src/registers.rs" in crate.message
    assert crate.mend == f"Run `vmgen build {spec} -o {tmp_path}/out --dialect 10.2`."
    result = run("verify", stream, *where)
    assert (result.returncode, result.stdout) == (2, "")
    assert "error[VM430]: not what the specs say" in result.stderr

    spec.write_text(text)
    crate_folder = tmp_path / "out" / "10.2" / "hw" / "char" / "pl011"
    for name in ("src/registers.rs", "tests/wire.rs"):
        file = crate_folder / name
        before = file.read_text()
        file.write_text(before + "// mine\n")
        (crate,) = refusals(call(stream, *where))
        assert crate.message == f"not what the specs say: {name} in {crate_folder}"
        assert "--force`. It was changed by hand" in crate.mend
        file.write_text(before)
    assert not (tmp_path / "out" / "10.2" / "target").exists()
    (tmp_path / "out" / "10.2" / "rustfmt.toml").unlink()
    (shared,) = refusals(call(stream, *where))
    assert shared.message == f"not what the specs say: rustfmt.toml in {tmp_path}/out/10.2"


def test_too_old(tmp_path: Path) -> None:
    """Below the spec's `minimum_version_id`: a verdict of its own, and no failure."""
    (real, _), *_ = some("pl011", 1)
    old = Real(real.device, real.origin, copy.copy(real.section))
    old.section.version = 1
    stream = write_stream(tmp_path / "s", [(old, None)])
    result = call(stream, *PL011)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "pl011       1 section   1 too old, as the spec says",
        "1 section of 1 stream: 1 too old, as the spec says (dialect 11)",
    ]
    result = call(stream, *PL011, "-v")
    assert result.stdout.splitlines()[:2] == [
        f"too old: {stream} pl011:0 version 1",
        "  the spec does not take it: pl011 at byte 0x0: version 1, known are 2..2",
    ]
    document = json.loads(call(stream, *PL011, "--json").stdout)
    assert (document["outcome"], document["status"]) == ("too old", 0)
    both = write_stream(tmp_path / "b", [(old, None), (real, None)])
    result = call(both, *PL011)
    assert result.exit_code == 0
    last = result.stdout.splitlines()[-1]
    assert last == "2 sections of 1 stream: 1 too old, as the spec says, 1 agree (dialect 11)"


def test_equivalent_sections_are_counted(tmp_path: Path) -> None:
    """And printed only if asked for: here a free slot of a FIFO holds something."""
    (real, _), *_ = some("pl022_ssp", 1)
    codec = codecs()["pl022_ssp"]
    spans = {span.path: span for span in codec.spans(codec.reset())}
    data = bytearray(real.section.data)
    data[spans["regs.fifo"].end - 1] ^= 9
    stream = write_stream(tmp_path / "s", [(real, bytes(data))])
    where = ("--specs", "specs/pl022.py", "--dialect", "11")
    result = call(stream, *where)
    assert result.exit_code == 0, result.output
    device, last = result.stdout.splitlines()
    assert device.startswith("pl022_ssp       1 section   1 equivalent  ")
    assert "  never seen: items in regs.tx_fifo, regs.rx_fifo; " in device
    assert last == "1 section of 1 stream: 1 equivalent (dialect 11)"
    assert "equivalent: " in call(stream, *where, "-v").stdout.splitlines()[0]
    document = json.loads(call(stream, *where, "--json").stdout)
    assert (document["results"], document["devices"][0]["equivalent"]) == ([], 1)
    assert json.loads(call(stream, *where, "--json", "-v").stdout)["results"]


UNFINISHED = ROOT / "tests" / "reality" / "specs" / "unfinished.py"
FOLDER = ROOT / "fuzz" / "target" / "unfinished"
"""Kept between runs, so that cargo compiles only what has changed."""


def test_unfinished_and_panicking_authors(tmp_path: Path) -> None:
    """One line for an open `todo!`, and one for a panic; neither brings a backtrace."""
    where = ("--output", FOLDER, "--dialect", "11")
    done = run("build", UNFINISHED, *where, "--no-cargo", "--force")
    assert done.returncode == 0, done.stderr
    angry = FOLDER / "11" / "hw" / "misc" / "angry" / "src" / "device.rs"
    text = angry.read_text()
    if "panic!" not in text:
        head, found, tail = text.partition("_version_id: u8) -> Result<(), InvalidError> {\n")
        assert found
        angry.write_text(f'{head}{found}        panic!("not\\n\\"today\\"");\n{tail}')
    early = angry.parents[2] / "early" / "src" / "device.rs"

    sections = [
        Real(name, "", Section(name, version=3, data=bytes(4), description={}))
        for name in ("early", "angry", "early")
    ]
    for real in sections:
        real.section.version = 3 if real.device == "early" else 1
    stream = write_stream(tmp_path / "s", [(real, None) for real in sections], described=False)
    result = run("verify", stream, "--specs", UNFINISHED, *where)
    assert (result.returncode, result.stderr) == (1, "")
    panic = line_of(angry, "panic!")
    todo = line_of(early, "todo!")
    assert result.stdout.splitlines() == [
        f"different: {stream} angry:1 version 1",
        f"  Rust (11) refuses it: it panicked at {angry.relative_to(ROOT)}:{panic}: not'today' "
        "(DIED)",
        "angry       1 section   1 different  (1 without a description: bytes only)",
        "early       2 sections  2 unfinished  open `todo!`: "
        f"`more_needed` ({early.relative_to(ROOT)}:{todo})  "
        "(2 without a description: bytes only)",
        "3 sections of 1 stream: 1 different, 2 unfinished; 1 device with an open `todo!` "
        "(dialect 11)",
    ]
    document = json.loads(run("verify", stream, "--specs", UNFINISHED, *where, "--json").stdout)
    assert (document["outcome"], document["status"]) == ("different", 1)
    assert document["devices"][1]["todos"] == [
        {"method": "more_needed", "file": str(early), "line": todo}
    ]
    # Too old all the same, before anybody asks the author.
    sections[0].section.version = 1
    stream = write_stream(tmp_path / "o", [(sections[0], None)], described=False)
    result = run("verify", stream, "--specs", UNFINISHED, *where)
    assert result.returncode == 1
    assert "1 too old, as the spec says  open `todo!`: `more_needed`" in result.stdout


def line_of(file: Path, word: str) -> int:
    lines = file.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if word in line)


def test_unreadable_stream(tmp_path: Path) -> None:
    """The others are verified all the same."""
    stream = write_stream(tmp_path / "s", some("pl011", 1))
    (tmp_path / "no").write_bytes(b"QEVM\0\0\0\2")
    result = call(tmp_path / "no", stream, *PL011)
    assert result.exit_code == 2
    assert "file version 2 is not known" in result.stderr
    assert "pl011       1 section   ok" in result.stdout
    last = result.stdout.splitlines()[-1]
    assert last == "1 section of 2 streams, 1 of which cannot be read: 1 agree (dialect 11)"
    alone = call(tmp_path / "no", *PL011)
    assert alone.exit_code == 2
    last = alone.stdout.splitlines()[-1]
    assert last == "no section of pl011 in 1 stream, which cannot be read: nothing was verified"
    document = json.loads(call(tmp_path / "no", stream, *PL011, "--json").stdout)
    assert (document["outcome"], document["status"]) == ("unreadable", 2)
    assert [item["stream"] for item in document["unreadable"]] == [str(tmp_path / "no")]


def test_no_cargo(tmp_path: Path) -> None:
    stream = write_stream(tmp_path / "s", some("pl011", 1))
    command = [sys.executable, "-m", "vmgen", "verify", str(stream), *PL011]
    environment = {**os.environ, "PATH": str(tmp_path), "HOME": str(tmp_path)}
    environment = {key: item for key, item in environment.items() if "CARGO" not in key}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 3, result.stderr
    assert "VM401" in result.stderr


# -- the judge -------------------------------------------------------------------------------------


@pytest.fixture
def evidence() -> Evidence:
    """A section of the demo device in which all agree, beside the description of its C twin."""
    codec = load_codecs([ROOT / "tests" / "golden" / "specs"])["demo"]
    regs: dict[str, Any] = {"a32": 5, "flags": [True, False, True], "memory": list(range(40))}
    state = codec.state(regs=regs, timer=77)
    data, spans = codec.encode(state), codec.spans(state)
    values = runtime_values(codec.device, state.model_dump())
    leaves = [
        leaf("c.flags", "bool", 36, 1, (1, 0, 1)),
        leaf("c.a32", "uint32", 5, 4, (5,)),
    ]
    spans = tuple(span for span in spans if span.path in ("regs.a32", "regs.flags"))
    rust = [Answer("Rust (11)", data, values), Answer("Rust (rfc)", data, values)]
    return Evidence(data, Answer("Python", data, values), rust, data, spans, spans, leaves)


def change(values: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    renamed = {key.replace("__", "."): item for key, item in others.items()}
    return {key: item for key, item in {**values, **renamed}.items() if item is not None}


def messages(findings: Iterable[Finding]) -> list[str]:
    lines = result_lines(SectionResult("demo", "s", "demo:0", 5, True, tuple(findings)))
    return [line.strip() for line in lines][1:]


def test_compare_same(evidence: Evidence) -> None:
    assert compare(evidence) == []
    assert verdict([]) is Verdict.SAME


def test_compare_values(evidence: Evidence) -> None:
    first, second = evidence.rust
    rust = [
        replace(first, values=change(first.values, regs__a32=6, timer=None)),
        replace(second, values=change(second.values, regs__flags=[1, 1, 1], timer=None)),
    ]
    blind = replace(evidence, rust=rust, unseen_by={"Rust (rfc)": {"timer"}})
    assert messages(compare(blind)) == [
        "Rust (11) holds another value than Python",
        "regs.a32: 6, wanted 5",
        "Rust (11) holds another value than Python",
        "timer: no value, wanted 77",
        "Rust (rfc) holds another value than Python",
        "regs.flags[1]: 1, wanted 0",
    ]


def test_compare_bytes(evidence: Evidence) -> None:
    first, second = evidence.rust
    data = bytearray(evidence.data)
    data[8] = 9
    rust = [replace(first, saved=bytes(data)), replace(second, saved=evidence.data[:-1])]
    found = compare(replace(evidence, rust=rust))
    assert messages(found) == [
        "Rust (11) saves byte 0x8 as 09, not 05",
        "regs.a32 at byte 0x8: 9 (00 00 00 09), wanted 5 (00 00 00 05)",
        f"Rust (rfc) saves {len(data) - 1} bytes, not {len(data)}",
        f"at byte {len(data) - 1:#x}: {len(data) - 1} bytes, wanted {len(data)} bytes",
    ]


def test_equivalent(evidence: Evidence) -> None:
    """Other bytes where a field normalises, but no other values."""
    data = bytearray(evidence.data)
    data[37] = 1
    rust = [replace(evidence.rust[0], saved=bytes(data))]
    assert verdict(compare(replace(evidence, rust=rust))) is Verdict.DIFFERENT
    mild = replace(evidence, rust=rust, normalised={"regs.flags"})
    assert verdict(compare(mild)) is Verdict.EQUIVALENT
    values = change(rust[0].values, regs__a32=6)
    worse = replace(mild, rust=[replace(rust[0], values=values)])
    assert verdict(compare(worse)) is Verdict.DIFFERENT


def test_the_author_may_move_values(evidence: Evidence) -> None:
    """After a load, where there is a `post_load`: what is saved is what came, or what is held."""
    values = change(evidence.rust[0].values, regs__a32=6)
    moved = replace(evidence, moved=True, rust=[replace(evidence.rust[0], values=values)])
    assert verdict(compare(moved)) is Verdict.EQUIVALENT
    assert verdict(compare(replace(moved, moved=False))) is Verdict.DIFFERENT
    saved = bytes([*evidence.data[:8], 6, *evidence.data[9:]])
    kept = replace(moved, rust=[replace(evidence.rust[0], values=values, saved=saved)])
    assert verdict(compare(kept)) is Verdict.EQUIVALENT
    assert verdict(compare(replace(kept, moved=False))) is Verdict.DIFFERENT
    saved = bytes([*evidence.data[:8], 9, *evidence.data[9:]])
    worse = replace(moved, rust=[replace(evidence.rust[0], values=values, saved=saved)])
    assert verdict(compare(worse)) is Verdict.DIFFERENT


def test_older_version(evidence: Evidence) -> None:
    """Rust saves its own version, so Python's form of that is the measure."""
    newer = evidence.data + b"\1"
    rust = [replace(answer, saved=newer) for answer in evidence.rust]
    assert compare(replace(evidence, rust=rust, resaved=newer)) == []


def test_described_otherwise(evidence: Evidence) -> None:
    leaves = [
        leaf("c.a32", "int32", 5, 4, (-5,)),
        leaf("c.flags", "bool", 36, 1, (1, 0, 0)),
    ]
    assert messages(compare(replace(evidence, leaves=leaves))) == [
        "the stream's description finds another value in `c.a32` (int32)",
        "regs.a32 at byte 0x5: 5, wanted -5",
        "the stream's description finds another value in `c.flags` (bool)",
        "regs.flags[2] at byte 0x26: 1, wanted 0",
        "the stream's description has `c.a32` as int32, the spec as u32",
        "regs.a32 at byte 0x5: u32, wanted int32",
    ]
    halves = [leaf("c.a", "uint16", 5, 2, (0, 5))]
    assert messages(compare(replace(evidence, leaves=halves))) == [
        "the spec has 4 bytes here, in the stream's description `c.a` has 2",
        "regs.a32 at byte 0x5",
    ]


def test_split_and_joined_arrays(evidence: Evidence) -> None:
    """The same numbers, whether the description has an array or an entry each."""
    leaves = [
        leaf("c.a32", "uint32", 5, 4, (5,)),
        *(leaf(f"c.flag{i}", "bool", 36 + i, 1, (i != 1,)) for i in range(3)),
    ]
    assert compare(replace(evidence, leaves=leaves)) == []


def test_refused_by_one_side(evidence: Evidence) -> None:
    first, second = evidence.rust
    died = replace(first, refused="DIED", message="101: panicked")
    found = compare(replace(evidence, rust=[died, second]))
    assert messages(found) == ["Rust (11) refuses it: 101: panicked (DIED)"]
    python = Answer("Python", refused="FOOTER", message="no")
    found = compare(replace(evidence, python=python))
    assert [(item.kind, item.who) for item in found] == [("refused", "Python")]


def test_described_leaves() -> None:
    """Names and places as the description gives them."""
    real = next(real for real in copied_sections("pl011") if len(real.section.data) > 124)
    leaves = {found.path: found for found in described_leaves(decode_section(real.section))}
    assert leaves["flags"] == leaf("flags", "uint32", 4, 4, (0x90,))
    assert len(leaves["read_fifo"].numbers) == 16
    assert leaves["pl011/clock.clk.period"].offset == 141
