# SPDX-License-Identifier: GPL-2.0-or-later
"""What `#if`s decide: where nobody has answered one, nothing is taken for what it may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options, Source, read
from vmgen.importer.found import Bytes, Count, Value

ONE, TWO = "VMSTATE_UINT8(one, XState),", "VMSTATE_UINT16(two, XState),"
END = "VMSTATE_END_OF_LIST()"


def described(fields: str, *, more: str = "", name: str = "vmstate_x") -> str:
    """A description with these words in its list of fields."""
    head = f'.name = "x", .version_id = 1, .minimum_version_id = 1, {more}'
    return (
        f"static const VMStateDescription {name} = {{ {head}\n"
        f".fields = (const VMStateField[]) {{\n{fields}\n{END}\n}} }};\n"
    )


def listed(fields: str) -> str:
    """A list with a name."""
    return f"static const VMStateField listed[] = {{ {fields} {END} }};\n"


def either(one: str, other: str, condition: str = "#ifdef A") -> str:
    """One, or else the other."""
    return f"{condition}\n{one}\n#else\n{other}\n#endif\n"


def the_one(path: Path, text: str) -> Source:
    """The one description of a file."""
    file = path / "x.c"
    file.write_text(text)
    (source,) = read([file], Options())
    return source


def said(path: Path, text: str) -> tuple[list[str], list[str]]:
    """The names of the fields, and the codes of gaps."""
    found = the_one(path, text).description
    return [it.name for it in found.fields], [it.code for it in found.all_gaps()]


LISTED = 'static const VMStateDescription vmstate_x = { .name = "x", .fields = listed };\n'
INNER = f"#ifdef B\n{ONE}\n#endif"
UNKNOWN = ["VM626"]


@pytest.mark.parametrize(
    ("text", "names", "codes"),
    [
        (either(listed(ONE), listed(TWO), "#if 1") + LISTED, ["one"], []),
        (either(listed(ONE), listed(TWO), "#if 0") + LISTED, ["two"], []),
        (either(listed(ONE), listed(TWO)) + LISTED, ["one"], UNKNOWN * 2),
        (either(described(ONE), described(TWO), "#if 1"), ["one"], []),
        (either(described(ONE), described(TWO)), ["one"], UNKNOWN),
        (either(described(ONE), described(ONE)), ["one"], []),
        (f"#ifdef A\n{described(ONE)}#endif\n", ["one"], []),
        (f"#ifdef A\n{described(INNER)}#endif\n", ["one"], UNKNOWN),
        (f"#ifdef A\n{described(either(ONE, TWO))}#endif\n", ["one"], []),
        (described(f"VMSTATE_UINT8(one,\n{either('XState', 'YState')}),"), ["one"], UNKNOWN),
        (described(ONE, more="\n.early_setup = 1\n#ifdef A\n- 1\n#endif\n,"), ["one"], UNKNOWN),
    ],
)  # fmt: skip
def test_fields(tmp_path: Path, text: str, names: list[str], codes: list[str]) -> None:
    assert said(tmp_path, text) == (names, codes)


def test_descriptions_that_a_macro_makes(tmp_path: Path) -> None:
    macro = described("VMSTATE_UINT8(field, XState),", name="vmstate_##n").replace("\n", " ")
    text = f"#define MAKE(n, field) {macro}\n" + either("MAKE(x, one)", "MAKE(x, two)", "#if 0")
    assert said(tmp_path, text) == (["two"], [])


def test_a_file_of_fields_behind_an_if(tmp_path: Path) -> None:
    (tmp_path / "more.inc").write_text(TWO)
    for condition, names, codes in (("1", ["two"], []), ("0", [], []), ("A", ["two"], UNKNOWN)):
        fields = f'#if {condition}\n#include "more.inc"\n#endif'
        assert said(tmp_path, described(fields)) == (names, codes)


NAMES = "#define PAIR(n) n##0, n##1\n#define MORE M0, M1\n#define SAME SAME\n"


@pytest.mark.parametrize(
    ("enum", "last"),
    [
        ("A, B, LAST", 2),
        ("A = 4, LAST", 5),
        ("PAIR(P), LAST", 2),
        ("MORE, LAST", 2),
        ("SAME, LAST", 1),
        ("UNKNOWN(P), LAST", None),
        ("UNKNOWN(P), A = 3, LAST", 4),
        ("A,\n#ifdef C\nB,\n#endif\nLAST", None),
        ("A,\n#ifdef C\nB,\n#endif\nD = 7, LAST", 8),
        ("A,\n#if 0\nB,\n#endif\nLAST", 1),
        ("A, UNKNOWN B, LAST", None),
    ],
)
def test_numbers_of_an_enum(tmp_path: Path, enum: str, last: int | None) -> None:
    text = f"{NAMES}enum {{ {enum} }};\n" + described("VMSTATE_UINT8_ARRAY(a, XState, LAST),")
    found = the_one(tmp_path, text).description
    assert found.fields[0].count == Count(last, "LAST")
    assert [it.code for it in found.all_gaps()] == ([] if last is not None else ["VM621"])


@pytest.mark.parametrize(
    ("filled", "size"),
    [("1, 2, 3", 3), ("1,\n#ifdef C\n2,\n#endif\n3", None), ("[7] = 1", None)],
)
def test_how_long_an_array_is_filled(tmp_path: Path, filled: str, size: int | None) -> None:
    text = f"static int t[] = {{ {filled} }};\n"
    found = the_one(tmp_path, text + described("VMSTATE_UINT8_ARRAY(a, XState, ARRAY_SIZE(t)),"))
    assert found.description.fields[0].count == Count(size)


def test_a_struct_that_may_be_two(tmp_path: Path) -> None:
    one, other = (f"struct XState {{ uint{it} a[4]; }};" for it in ("8_t", "16_t"))
    field = described("VMSTATE_BUFFER(a, struct XState),")
    for condition, what in (("#if 1", Bytes(4)), ("#if 0", Bytes(8)), ("#ifdef A", None)):
        found = the_one(tmp_path, either(one, other, condition) + field).description.fields[0].what
        assert found == what or (what is None and not isinstance(found, Bytes | Value))


def test_unknown_words_of_a_description_come_in_their_order(tmp_path: Path) -> None:
    text = described(ONE, more="".join(f".{it} = 1, " for it in "hbfdacge"))
    found = the_one(tmp_path, text).description
    assert [it.text.split("`")[1] for it in found.gaps] == [f".{it}" for it in "hbfdacge"]
