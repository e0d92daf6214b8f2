# SPDX-License-Identifier: GPL-2.0-or-later
"""The description in the stream as a judge of a spec: names, types, and where they part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from vmgen.codec import load_codecs
from vmgen.stream import Section
from vmgen.verify import Result, Verdict, Verifier

HEAD = '''"""A device."""

from vmgen.spec import (
    Array, Bits, BqlCell, BqlRefCell, Device, Enum, Migratable, Registers, Timer, Unused, bits,
    field, i16, i32, i64, u8, u16, u32, u64,
)


class Mode(Enum, repr=u32):
    """A mode."""

    OFF = 0
    ON = 1


class Flags(Bits, repr=u32):
    """Flags."""

    on: bool
    _rest: bits[31]


class Part(Registers, name="part"):
    """Twice in the device."""

    low: u16
    high: u16


class Regs(Registers, name="dev/regs"):
    """Registers."""

'''
TAIL = '''

class DevState(Device, name="dev", crate="dev_"):
    """The device."""

    regs: Migratable[BqlRefCell[Regs]]
'''

Judge = Callable[..., Result]
Described = list[tuple[str, str, int]]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """What becomes of a section of zeros, given the registers and what the stream describes."""

    def judged(registers: str, described: Described, device: str = "") -> Result:
        lines = [f"    {line.strip()}" for line in registers.split(";")]
        own = "".join(f"    {line.strip()}\n" for line in device.split(";") if line)
        file = tmp_path / "dev.py"
        file.write_text(HEAD + "\n".join(lines) + "\n" + TAIL + own)
        fields = [{"name": name, "type": kind, "size": size} for name, kind, size in described]
        data = bytes(sum(size for _, _, size in described))
        members = {"vmsd_name": "dev", "version": 1, "fields": fields}
        with Verifier(load_codecs([file]), {}) as verifier:
            return verifier.section(Section("dev", version=1, data=data, description=members))

    return judged


def notes(result: Result) -> list[tuple[str, ...]]:
    return [tuple(asdict(note).values()) for note in result.notes]


def findings(result: Result) -> list[tuple[Any, ...]]:
    return [(item.kind, item.path, item.offset) for item in result.findings]


def test_same(judge: Judge) -> None:
    result = judge("a: u32; b: u32", [("a", "uint32", 4), ("b", "uint32 equal", 4)])
    assert (result.verdict, result.notes) == (Verdict.SAME, ())


def test_swapped(judge: Judge) -> None:
    result = judge("b: u32; a: u32", [("a", "uint32", 4), ("b", "uint32", 4)])
    assert result.verdict is Verdict.DIFFERENT
    assert findings(result) == [("name", "regs.b", 0), ("name", "regs.a", 4)]
    assert result.findings[0].message == (
        "the stream's description has `a` here, and `b` at byte 0x4"
    )


def test_rotated_between_registers_and_device(judge: Judge) -> None:
    """Registers are flat in C: `late` of the device was one of the others there."""
    described = [("late", "uint32", 4), ("a", "uint32", 4)]
    result = judge("a: u32", described, "late: BqlCell[u32]")
    assert findings(result) == [("name", "regs.a", 0), ("name", "late", 4)]


def test_renamed(judge: Judge) -> None:
    """A note, each time the same, until the spec says so; no verdict."""
    described = [("x", "uint32", 4), ("y", "uint32", 4)]
    result = judge("a: u32", described, "late: BqlCell[u32]")
    assert result.verdict is Verdict.SAME
    assert notes(result) == [("renamed", "regs.a", "x"), ("renamed", "late", "y")]
    settled = 'late: BqlCell[u32] = field(rename="y")'
    result = judge('a: u32 = field(rename="x")', described, settled)
    assert (result.verdict, result.notes) == (Verdict.SAME, ())
    swapped = 'late: BqlCell[u32] = field(rename="x")'
    result = judge('a: u32 = field(rename="y")', described, swapped)
    assert [kind for kind, *_ in findings(result)] == ["name", "name"]


def test_names_of_paths(judge: Judge) -> None:
    """Dots and brackets are characters of a name: it is another if one of them is."""
    described = [("rx.pos", "uint32", 4), ("tx.pos", "uint32", 4), ("level[1]", "uint32", 4)]
    right = "; ".join(
        f"{name}: u32 = field(rename='{of}')"
        for name, of in (("rx", "rx.pos"), ("tx", "tx.pos"), ("one", "level[1]"))
    )
    result = judge(right, described)
    assert (result.verdict, result.notes) == (Verdict.SAME, ())
    swapped = right.replace("rx.pos", "*").replace("tx.pos", "rx.pos").replace("*", "tx.pos")
    result = judge(swapped, described)
    assert findings(result) == [("name", "regs.rx", 0), ("name", "regs.tx", 4)]
    result = judge(right.replace("level[1]", "level[0]"), described)
    assert notes(result) == [("renamed", "regs.one", "level[1]")]
    other = [("level[0]", "uint32", 4), ("level[1]", "uint32", 4)]
    result = judge("b: u32 = field(rename='level[1]'); a: u32 = field(rename='level[0]')", other)
    assert findings(result) == [("name", "regs.b", 0), ("name", "regs.a", 4)]


def test_paths_of_structs(judge: Judge) -> None:
    """C may have in the name what is a struct in the spec; QEMU counts equal names of C's."""
    described = [("two.low", "uint16", 2), ("two.high", "uint16", 2)]
    result = judge("two: Part", described)
    assert (result.verdict, result.notes) == (Verdict.SAME, ())
    again = [("a[0]", "uint32", 4), ("a[1]", "uint32", 4)]
    result = judge("a: u32; b: u32", again)
    assert notes(result) == [("renamed", "regs.b", "a[1]")]


def test_equal_names_in_other_structs(judge: Judge) -> None:
    """`low` of two parts, which C may have without a struct around."""
    described = [(name, "uint16", 2) for name in ("low", "high", "low2", "high2")]
    result = judge("one: Part; two: Part", described)
    assert result.verdict is Verdict.SAME
    assert [item.path for item in result.notes] == ["regs.two.low", "regs.two.high"]


@pytest.mark.parametrize(
    ("spec", "kind", "size", "wanted"),
    [
        ("a: u32", "int32", 4, "finding"),
        ("a: i32", "uint32", 4, "finding"),
        ("a: u64", "timer", 8, "finding"),
        ("a: u64", "int64 equal", 8, "same"),  # QEMU's name of an unsigned one
        ("a: i64", "timer", 8, "same"),
        ("a: u32 = field(le=7)", "int32", 4, "note"),  # every number that is taken is the same
        ("a: i32 = field(ge=0)", "uint32", 4, "note"),
        ("a: u32 = field(le=7, wire=i32)", "int32", 4, "same"),
        ("a: u32 = field(le=0x8000_0000)", "int32", 4, "finding"),
        ("a: Mode", "int32", 4, "note"),
        ("a: Flags", "int32", 4, "note"),
        ("a: bool", "uint8", 1, "note"),
        ("a: bool = field(wire=u8)", "uint8", 1, "same"),
        ("a: u8", "bool", 1, "note"),
        ("a: u8", "buffer", 1, "same"),
        ("a: u8", "int8", 1, "finding"),
        ("a: Timer", "timer", 8, "same"),
        ("a: Timer", "uint64", 8, "finding"),
    ],
)
def test_types(judge: Judge, spec: str, kind: str, size: int, wanted: str) -> None:
    result = judge(spec, [("a", kind, size)])
    found = [item for item in result.findings if item.kind == "type"]
    noted = [note for note in result.notes if note.kind == "type"]
    assert ("finding" if found else "note" if noted else "same") == wanted
    assert (result.verdict is Verdict.DIFFERENT) == (wanted == "finding"), result.findings


def test_padding(judge: Judge) -> None:
    """A field that the spec skips is a note, unless the spec calls it so."""
    described = [("a", "uint32", 4), ("old", "uint32", 4)]
    assert notes(judge("a: u32", described, "gap: Unused[4]")) == [("unused", "gap", "old")]
    assert notes(judge("a: u32", described, "old: Unused[4]")) == []
    described = [("a", "uint32", 4), ("unused", "unused_buffer", 4)]
    assert notes(judge("a: u32", described, "gap: Unused[4]")) == []


def test_a_field_that_the_description_skips(judge: Judge) -> None:
    """Another QEMU has it no more, or not yet: that its bytes came back is all there is to see."""
    described = [("a", "uint32", 4), ("unused", "unused_buffer", 8), ("b", "uint16", 2)]
    result = judge("a: u32; gap: Unused[3]; old: bool; more: u32; b: u16", described)
    assert (result.verdict, result.findings) == (Verdict.SAME, ())
    assert notes(result) == [("skipped", "regs.old", "unused"), ("skipped", "regs.more", "unused")]
    result = judge("a: u32; gap: Unused[6]; over: u32", described)
    assert findings(result) == [("layout", "regs.over", 10)]
    result = judge("a: u32; b: u16; gap: Unused[8]", described)
    assert result.verdict is Verdict.DIFFERENT and ("name", "regs.b", 4) in findings(result)


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        (
            "a: u32; c: u32",
            "at byte 0x4: the spec has `regs.c` (u32), the description `b` (uint32)",
        ),
        (
            "a: u32; new: u32; b: u32; c: u32",
            "at byte 0x4: the spec has `regs.new` (u32), the description `b` (uint32)",
        ),
        ("a: u32; b: u16; c: u32", "at byte 0x4: the spec has `regs.b` (u16), the description `b`"),
        ("a: u32; b: u32", "at byte 0x8: the spec has no more, the description `c` (uint32)"),
        (
            "a: u32; b: u32; c: u32; d: u8",
            "at byte 0xc: the spec has `regs.d` (u8), the description nothing that begins here",
        ),
        (
            "x: u32; b: u32; c: u64",  # another name is no other place
            "at byte 0x8: the spec has `regs.c` (u64), the description `c` (uint32)",
        ),
        (
            "a: u32; b: Array[u32, 3]; c: u32",
            "at byte 0x8: the spec has `regs.b` (u32, 3 of them), the description `c` (uint32)",
        ),
    ],
)
def test_parting(judge: Judge, spec: str, part: str) -> None:
    """Where the bytes do not add up, both names of the first field that is another."""
    result = judge(spec, [(name, "uint32", 4) for name in "abc"])
    said = [item.message for item in result.findings if item.kind == "layout"]
    assert len(said) == 1 and f"spec and description part {part}" in said[0], result.findings
    assert [item.kind for item in result.findings if item.kind != "layout"] == ["refused"]


def test_an_array_that_the_description_has_longer(judge: Judge) -> None:
    result = judge("a: Array[u8, 6]", [("a", "buffer", 8)])
    (said,) = (item.message for item in result.findings if item.kind == "layout")
    assert "at byte 0x6: the spec has no more, the description `a` (buffer, 8 of them)" in said


def test_no_parting(judge: Judge) -> None:
    """A value that is refused says nothing of the layout."""
    result = judge("a: u32 = field(ge=1, default=1)", [("a", "uint32", 4)])
    assert [item.kind for item in result.findings] == ["refused"]
