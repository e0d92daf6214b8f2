# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts and flags that are in no stream are solved for."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.conftest import ROOT
from vmgen.codec import Codec, load_codecs
from vmgen.stream import Section, decode_section
from vmgen.stream.value import Value
from vmgen.verify import UnsolvedError, solve

SPEC = '''"""Counts that do not travel."""

from vmgen.spec import (
    Array, Bitmap, BqlCell, BqlRefCell, Device, Fifo8, Migratable, Property, Registers, field,
    method, subsection, u8, u16, u32, u64,
)


class Fixed(Registers, name="fixed"):
    """Always three bytes."""

    a: u8
    b: u16


class Varying(Registers, name="varying"):
    """As long as it says."""

    used: u8 = field(le=4)
    items: Array[u8, 4] = field(count="used")


class OneState(Device, name="one"):
    """Nothing but an array, counted by a property with bounds."""

    size: Property[u32] = field(default=0x2000, ge=0, le=0x2000)
    buffer: Array[BqlCell[u8], 0x2000] = field(count="size")


class TwoState(Device, name="two"):
    """Two counts: a cell that does not travel, and a property that counts twice."""

    words: BqlCell[u16] = field(default=3, migrate=False)
    boxes: Property[u8] = field(default=1, le=4)
    first: BqlCell[u32]
    data: Array[BqlCell[u32], 100] = field(count="words")
    tray: Array[Migratable[BqlRefCell[Fixed]], 4] = field(count="boxes")
    marks: Array[BqlCell[u8], 4] = field(count="boxes")
    last: BqlCell[u16]


class VaryState(Device, name="vary"):
    """Elements of no fixed size."""

    boxes: Property[u8] = field(default=1, le=4)
    tray: Array[Migratable[BqlRefCell[Varying]], 4] = field(count="boxes")
    last: BqlCell[u16]


class PartState(Device, name="part"):
    """A count within a subsection, and conditions that look at settings."""

    cpus: Property[u8] = field(default=2, le=8)
    level: Property[u32] = field(default=0)
    on: Property[bool]
    base: BqlCell[u32]
    per_cpu: Array[BqlCell[u16], 8] = subsection("part/cpus", needed="on", count="cpus")
    more: BqlCell[u8] = subsection("part/more", needed="level > base + 10 and level % 4 == 1")
    less: BqlCell[u8] = subsection("part/less", needed="not on and level < 100000")


class TurnState(Device, name="turn"):
    """Fields as long as each other, of which the author says which are there."""

    old: BqlCell[u8] = field(needed=method("was_old"))
    new: BqlCell[u8] = field(needed=method("is_new"), rename="chip.new")
    also: BqlCell[u8] = field(needed=method("is_wide"))
    last: BqlCell[u16]


class MapsState(Device, name="maps"):
    """A property that counts bits, and one that counts bits and elements."""

    bits: Property[u32] = field(default=65, le=0x8001)
    used: Property[u32] = field(default=1, le=90)
    map: Bitmap[BqlCell[u64], 0x8001] = field(count="bits")
    few: Bitmap[BqlCell[u64], 130] = field(count="used")
    each: Array[BqlCell[u8], 90] = field(count="used")
    last: BqlCell[u16]


class QueueRegisters(Registers, name="queue/regs"):
    """A queue of QEMU's own, whose slots are no array at run time."""

    rx: Fifo8[4]
    mode: u8


class QueueState(Device, name="queue"):
    """A count, and a condition that looks at what is beside the queue."""

    words: Property[u8] = field(default=1, le=4)
    regs: Migratable[BqlRefCell[QueueRegisters]]
    data: Array[BqlCell[u16], 4] = field(count="words")
    more: BqlCell[u8] = field(needed="regs.mode == 2")
'''


@pytest.fixture(scope="module")
def codecs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Codec]:
    folder = tmp_path_factory.mktemp("specs")
    head, *classes = SPEC.split("\n\n\n")
    registers = [text for text in classes if "(Registers," in text]
    for text in classes:
        if "(Device," in text:
            file = folder / f"{text[6:10].lower()}.py"
            file.write_text("\n\n\n".join([head, *registers, text]))
    return load_codecs([folder])


def entry(name: str, kind: str, size: int, count: int = 1, **others: Any) -> dict[str, Any]:
    shown = {"array_len": count} if count > 1 else {}
    return {"name": name, "type": kind, "size": size, **shown, **others}


def described(codec: Codec, data: bytes, *fields: dict[str, Any]) -> Value:
    members = {"vmsd_name": codec.name, "version": 1, "fields": list(fields)}
    tree = decode_section(Section(codec.name, version=1, data=data, description=members))
    assert tree.reason is None, tree.reason
    return tree


@pytest.mark.parametrize("size", [0, 1, 77, 0x1FFF, 0x2000])
def test_length_alone(codecs: dict[str, Codec], size: int) -> None:
    codec, data = codecs["one"], bytes(range(256)) * 32
    start = time.process_time()
    found = solve(codec, data[:size], 1)
    assert time.process_time() - start < 0.05
    assert found.settings == {"size": size}
    assert codec.encode(found.state) == data[:size]


def test_more_than_there_are(codecs: dict[str, Codec]) -> None:
    with pytest.raises(UnsolvedError):
        solve(codecs["one"], bytes(0x2001), 1)


@pytest.mark.parametrize("more", [b"", b"\x07"])
def test_a_queue_beside_a_condition(codecs: dict[str, Codec], more: bytes) -> None:
    """The slots are on the wire only: a condition that looks into the struct finds no array."""
    queue = bytes([7, 8, 0, 0, *(0, 0, 0, 0), *(0, 0, 0, 2)])
    data = queue + bytes([2 if more else 1]) + bytes(6) + more
    found = solve(codecs["queue"], data, 1)
    assert found.settings == {"words": 3}
    assert codecs["queue"].encode(found.state) == data


BOX = {
    "vmsd_name": "fixed",
    "version": 1,
    "fields": [entry("a", "uint8", 1), entry("b", "uint16", 2)],
}


@pytest.mark.parametrize(("words", "boxes"), [(0, 0), (3, 1), (0, 4), (100, 0), (7, 3)])
@pytest.mark.parametrize("names", [("data", "tray", "marks"), ("other", "names", "here")])
def test_description(
    codecs: dict[str, Codec], words: int, boxes: int, names: tuple[str, str, str]
) -> None:
    """Several counts, each where the description has its array, by its name or by its place."""
    codec = codecs["two"]
    data = bytes(range(1, 5)) + bytes(4 * words) + bytes(4 * boxes) + b"\x08\x09"
    fields = [
        entry("first", "uint32", 4),
        *([entry(names[0], "uint32", 4, words)] if words else []),
        *([entry(names[1], "struct", 3, boxes, struct=BOX)] if boxes else []),
        *([entry(names[2], "uint8", 1, boxes)] if boxes else []),
        entry("last", "uint16", 2),
    ]
    found = solve(codec, data, 1, described(codec, data, *fields))
    assert found.settings == {"words": words, "boxes": boxes}
    assert codec.encode(found.state) == data


def test_several_counts_by_length(codecs: dict[str, Codec]) -> None:
    """There may be several answers; each is one, and the reset values come first."""
    codec = codecs["two"]
    data = bytes(4 + 4 * 3 + 4 * 2 + 2)
    assert solve(codec, data, 1).settings == {"words": 3, "boxes": 2}
    data = bytes(4 + 4 * 90 + 2)
    found = solve(codec, data, 1)
    assert codec.encode(found.state) == data


@pytest.mark.parametrize("boxes", [0, 1, 3, 4])
def test_elements_of_other_sizes(codecs: dict[str, Codec], boxes: int) -> None:
    codec = codecs["vary"]
    data = b"".join(bytes([size, *range(size)]) for size in range(1, boxes + 1)) + b"\xff\xfe"
    found = solve(codec, data, 1)
    assert found.settings == {"boxes": boxes}
    assert codec.encode(found.state) == data


def test_fields_that_are_there_in_turn(codecs: dict[str, Codec]) -> None:
    """Only the description says which of them a section has."""
    codec, data = codecs["turn"], b"\1\2\3"
    last = entry("last", "uint16", 2)
    chip = {"vmsd_name": "chip", "version": 1, "fields": [entry("new", "uint8", 1)]}
    for shown in (
        entry("old", "uint8", 1),
        entry("chip", "struct", 1, struct=chip),
        entry("also", "uint8", 1),
    ):
        found = solve(codec, data, 1, described(codec, data, shown, last))
        asked = [name for name, value in found.settings.items() if value]
        assert asked == [
            {"old": "was_old()", "chip": "is_new()", "also": "is_wide()"}[shown["name"]]
        ]
        assert found.state.last == 0x203
    assert sum(map(bool, solve(codec, data, 1).settings.values())) == 1


@pytest.mark.parametrize(
    ("bits", "used"), [(0, 0), (1, 3), (64, 64), (65, 65), (0x8000, 0), (0x8001, 90)]
)
def test_bits_are_known_by_their_words(codecs: dict[str, Codec], bits: int, used: int) -> None:
    """As many bits as there is room for in them; what counts elements as well is told by these."""
    codec, most = codecs["maps"], min(-(-bits // 64) * 64, 0x8001)
    words, few = bytes(range(8)) * -(-bits // 64), bytes(8 * -(-used // 64))
    data = words + few + bytes(used) + b"\x08\x09"
    fields = [
        entry("map", "bitmap", len(words)),
        entry("few", "bitmap", len(few)),
        *([entry("each", "uint8", 1, used)] if used else []),
        entry("last", "uint16", 2),
    ]
    found = solve(codec, data, 1, described(codec, data, *fields))
    assert found.settings == {"bits": most, "used": used}
    assert codec.encode(found.state) == data
    if bits < 100:  # else there are more than are looked through
        assert codec.encode(solve(codec, data, 1).state) == data


def header(name: str) -> bytes:
    return bytes([5, len(name)]) + name.encode() + (1).to_bytes(4, "big")


@pytest.mark.parametrize("cpus", [0, 1, 5, 8])
def test_subsections(codecs: dict[str, Codec], cpus: int) -> None:
    """The count of an array in one, and numbers with which others are sent, or are not."""
    codec = codecs["part"]
    base = (1000).to_bytes(4, "big")
    data = base + header("part/cpus") + bytes(range(2 * cpus)) + header("part/more") + b"\7"
    found = solve(codec, data, 1)
    assert found.settings["cpus"] == cpus and found.settings["on"]
    level = found.settings["level"]
    assert level > 1010 and level % 4 == 1
    assert codec.encode(found.state) == data
    for sent in ([], ["part/less"], ["part/cpus"], ["part/more", "part/less"]):
        bodies = {"part/cpus": bytes(4)}
        data = base + b"".join(header(name) + bodies.get(name, b"\7") for name in sent)
        assert codec.encode(solve(codec, data, 1).state) == data, sent


def test_settings_that_rules_of_the_device_look_at() -> None:
    """What must have been set for a section to be taken; nothing fits one that breaks another."""
    codec = load_codecs([ROOT / "tests" / "golden" / "specs" / "conditions.py"])["conditions"]
    state = codec.reset()
    state.core.lines = 4
    state.core.features = 0x80
    state.lines, state.features = 4, 0x1_0080
    found = solve(codec, codec.encode(state), 1)
    assert found.settings["lines"] == 4
    assert 0x80 & ~found.settings["features"] == 0
    state.level = 4
    state.core.mode, state.core.count, state.core.control = 1, 1, 1
    with pytest.raises(UnsolvedError, match="level in"):
        solve(codec, codec.encode(state), 1)
