# SPDX-License-Identifier: GPL-2.0-or-later
"""Which changes of a layout move bytes, judged by the codec: it reads what the old layout wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.corpus import GOLDEN, SPECS, codecs_at
from vmgen.codec import Codec, load_codecs
from vmgen.history import Change, Occupant, changes, layout_text, read_layout

BASE = '''"""A device."""

from vmgen.spec import (
    Array, BqlCell, BqlRefCell, Device, Migratable, Property, Registers, Timer, Unused, field,
    subsection, i32, u8, u16, u32,
)


class Each(Registers, name="each"):
    key: u8
    flag: bool = subsection("each/flag", needed="flag")


class Regs(Registers, name="regs"):
    a: u32
    b: u32
    c: Array[u8, 4]
    used: u8 = field(le=3)
    words: Array[u16, 3] = field(count="used")
    each: Array[Each, 2]


class Dev(Device, name="dev", version_id=2, minimum_version_id=1):
    regs: Migratable[BqlRefCell[Regs]]
    gap: Unused[3]
    level: BqlCell[u16]
    late: BqlCell[u16] = field(since=2)
    number: Property[u32] = field(default=1, ge=1)
    cells: Array[BqlCell[u8], 4] = field(count="number")
    extra: BqlCell[u8] = subsection("dev/extra", needed="extra != 0")
    deep: BqlCell[u8] = subsection("dev/extra/deep", within="dev/extra", needed="deep != 0")
'''


def codec(folder: Path, text: str) -> Codec:
    (folder / "dev.py").write_text(text)
    (found,) = load_codecs([folder]).values()
    return found


def edited(*edits: tuple[str, str]) -> str:
    text = BASE
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def compared(folder: Path, text: str) -> list[Change]:
    old, new = codec(folder, BASE).layout, codec(folder, text).layout
    return changes(old, new)


HARMLESS = {
    "a comment": edited(('"""A device."""', '"""A device."""\n\n# of ours')),
    "another name": edited(("    b: u32", "    bb: u32")),
    "a new name in the description": edited(("    b: u32", '    b: u32 = field(rename="x")')),
    "another name for a count": edited(("    used: u8", "    n: u8"), ('"used"', '"n"')),
    "another name for registers": edited(("    regs: Migr", "    state: Migr")),
    "other registers": edited(('(Registers, name="regs")', '(Registers, name="other")')),
    "an array as fields": edited(("    c: Array[u8, 4]", "    c: u8\n    d: Array[u8, 3]")),
    "padding in two": edited(("    gap: Unused[3]", "    gap: Unused[1]\n    pap: Unused[2]")),
    "a field in padding": edited(("    gap: Unused[3]", "    gap: Unused[1]\n    h: BqlCell[u16]")),
    "padding for a field": edited(("    level: BqlCell[u16]", "    level: Unused[2]")),
    "a range": edited(("    b: u32", "    b: u32 = field(le=5)")),
    "a flag as a number": edited(
        ("    flag: bool", "    flag: u8"), ('needed="flag"', 'needed="flag != 0"')
    ),
    "a gated field": edited(
        ("version_id=2, min", "version_id=3, min"),
        ("    level:", "    more: BqlCell[u32] = field(since=3)\n    level:"),
    ),
    "all older streams refused": edited(
        ("version_id=2, minimum_version_id=1", "version_id=3, minimum_version_id=3"),
        ("    b: u32", "    b: u8"),
        ("    level: BqlCell[u16]\n", ""),
    ),
    "a subsection with a condition": edited(
        ("    extra:", '    x: BqlCell[u8] = subsection("dev/x", needed="x != 0")\n    extra:')
    ),
    "a subsection always, in a new version": edited(
        ("version_id=2, min", "version_id=3, min"),
        ("    extra:", '    x: BqlCell[u8] = subsection("dev/x")\n    extra:'),
    ),
    "another order of subsections": edited(
        ("    extra: ", '    x: BqlCell[u8] = subsection("dev/z", needed="x > 1")\n    extra: '),
    ),
    "more elements of a counted array": edited(
        ("    words: Array[u16, 3]", "    words: Array[u16, 5]")
    ),
    "another condition": edited(('needed="extra != 0"', 'needed="extra > 7"')),
}

C = "    c: Array[u8, 4]\n"
MOVED = {
    "inserted": (edited(("    b: u32", "    n: u8\n    b: u32")), 2, 4, "regs.n", "regs.b"),
    "removed": (edited(("    a: u32\n", "")), 2, 0, "regs.b", "regs.a"),
    "removed where another type follows": (edited(("    b: u32\n", "")), 2, 4, "regs.c", "regs.b"),
    "wider": (edited(("    b: u32", "    b: u16")), 2, 4, "regs.b", "regs.b"),
    "signed": (edited(("    b: u32", "    b: i32")), 2, 4, "regs.b", "regs.b"),
    "swapped": (
        edited(("    a: u32\n    b: u32", "    b: u32\n    a: u32")),
        2,
        0,
        "regs.b",
        "regs.a",
    ),
    "longer array": (edited((C, "    c: Array[u8, 5]\n")), 2, 12, "regs.c", "regs.used"),
    "shorter padding": (edited(("Unused[3]", "Unused[2]")), 2, 23, "level", "level"),
    "at the end": (
        edited(("    number:", "    more: BqlCell[u8]\n    number:")),
        2,
        28,
        "more",
        "cells",
    ),
    "in an element": (
        edited(("    key: u8\n", "    key: u8\n    lock: u8\n")),
        2,
        20,
        "regs.each.lock",
        "regs.each.key",
    ),
    "one element more": (edited(("Array[Each, 2]", "Array[Each, 3]")), 2, 25, "level", "level"),
    "no longer counted": (
        edited((' = field(count="used")', "")),
        2,
        13,
        "regs.words",
        "regs.words",
    ),
    "counted by another": (
        edited(
            ('count="used"', 'count="n"'), ("    used: u8", "    n: u8 = field(le=3)\n    used: u8")
        ),
        2,
        12,
        "regs.n",
        "regs.used",
    ),
    "gated in an old version": (
        edited(("    level: BqlCell[u16]", "    level: BqlCell[u16] = field(since=2)")),
        1,
        24,
        "cells",
        "level",
    ),
    "no longer gated": (edited((" = field(since=2)", "")), 1, 26, "late", "cells"),
    "a new version, and no gate": (
        edited(("version_id=2, min", "version_id=3, min"), ("    b: u32", "    n: u8\n    b: u32")),
        2,
        4,
        "regs.n",
        "regs.b",
    ),
    "in a subsection": (
        edited(("    extra: BqlCell[u8]", "    extra: BqlCell[u16]")),
        1,
        0,
        "extra",
        "extra",
    ),
    "in a subsection of registers": (
        edited(("    flag: bool", "    flag: u32"), ('needed="flag"', 'needed="flag != 0"')),
        1,
        0,
        "regs.each.flag",
        "regs.each.flag",
    ),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_nothing_moves(tmp_path: Path, text: str) -> None:
    assert compared(tmp_path, text) == []


@pytest.mark.parametrize(("text", "version", "offset", "new", "old"), MOVED.values(), ids=MOVED)
def test_first_byte_that_moved(
    tmp_path: Path, text: str, version: int, offset: int, new: str, old: str
) -> None:
    (change,) = compared(tmp_path, text)
    assert change.new is not None and change.old is not None
    found = (change.version, change.new.offset, change.new.path, change.old.path)
    assert found == (version, offset, new, old)


def test_subsections(tmp_path: Path) -> None:
    gone = edited(
        ('    extra: BqlCell[u8] = subsection("dev/extra", needed="extra != 0")\n', ""),
        ('subsection("dev/extra/deep", within="dev/extra"', 'subsection("dev/extra/deep"'),
    )
    (change,) = compared(tmp_path, gone)
    assert (change.subsection, change.new) == ("dev/extra", None)
    added = edited(("    extra:", '    x: BqlCell[u8] = subsection("dev/x")\n    extra:'))
    (change,) = compared(tmp_path, added)
    assert (change.subsection, change.old) == ("dev/x", None)
    flag = '    flag: bool = subsection("each/flag", needed="flag")\n'
    moved = edited((flag, ""), ("    each: Array[Each, 2]\n", "    each: Array[Each, 2]\n" + flag))
    moved = moved.replace("each/flag", "regs/flag")
    kinds = [(item.subsection, item.new) for item in compared(tmp_path, moved)]
    assert kinds == [("each/flag", None)]  # the new one is sent only if needed


def test_subsection_elsewhere(tmp_path: Path) -> None:
    """Registers called as the device: their subsection leaves the end of the section."""
    device = BASE[: BASE.index("class Each")]
    one = (
        device + 'class R(Registers, name="dev"):\n    a: u8\n'
        '    on: bool = subsection("dev/on", needed="on")\n\n\n'
        'class Dev(Device, name="dev"):\n    h: BqlCell[u8]\n    r: Migratable[BqlRefCell[R]]\n'
    )
    two = (
        device + 'class R(Registers, name="dev"):\n    a: u8\n'
        '    on: bool = subsection("dev/on", needed="on")\n\n\n'
        'class Dev(Device, name="dev"):\n    r: Migratable[BqlRefCell[R]]\n    h: BqlCell[u8]\n'
    )
    old, new = codec(tmp_path, one).layout, codec(tmp_path, two).layout
    (change,) = changes(old, new)
    # Both are a byte, and both are in both layouts: each has gone to the other's place.
    assert change.new == Occupant("r.a", "u8", 0)
    same = two.replace("    h: BqlCell[u8]\n", "    x: BqlCell[u8]\n").replace("a: u8", "z: u8")
    (change,) = changes(old, codec(tmp_path, same).layout)
    assert (change.subsection, change.old, change.new) == (
        "dev/on",
        Occupant("", "", 2),
        Occupant("", "", 1),
    )


def every_codec() -> Iterator[Codec]:
    golden = (GOLDEN / f"{name}.py" for name in ("counts", "demo", "kinds", "timed"))
    for path in (SPECS, *golden):
        yield from codecs_at(path).values()


@pytest.mark.parametrize("codec", list(every_codec()), ids=lambda codec: codec.name)
def test_text_gives_the_layout_back(codec: Codec) -> None:
    text = layout_text(codec.layout)
    read = read_layout(text)
    assert read is not None and layout_text(read) == text
    assert changes(read, codec.layout) == changes(codec.layout, read) == []


def test_bits_are_no_words() -> None:
    text = layout_text(codecs_at(GOLDEN / "counts.py")["counts"].layout)
    bits, words = (read_layout(it) for it in (text, text.replace(" by pins / 64", " by pins", 1)))
    assert bits is not None and words is not None
    assert changes(bits, words) and changes(words, bits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only this\n",
        "words\n",
        'section "a" version 1 minimum 1\n        deep: u8\n',
        'section "a" version 1 minimum 1\n    b: u8\nsection "a" version 1 minimum 1\n',
    ],
)
def test_other_texts_are_no_layout(text: str) -> None:
    assert read_layout(text) is None
