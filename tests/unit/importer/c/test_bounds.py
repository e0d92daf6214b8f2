# SPDX-License-Identifier: GPL-2.0-or-later
"""Any text ends in findings: cut, random, endless, or no text at all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.c_sources import CHANGES, CORPUS, made
from tests.unit.importer.c.shown import shown
from vmgen.importer.c import Options, Source, read
from vmgen.importer.c.source import LARGEST

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.c"))]

AROUND = """
static const VMStateDescription vmstate_x = {
    .name = "x",
    .fields = (const VMStateField[]) {
        %s
        VMSTATE_END_OF_LIST()
    },
};
"""


def found(text: bytes, *headers: tuple[str, str]) -> list[Source]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "device.c"
        path.write_bytes(text)
        for name, inner in headers:
            (path.parent / name).write_text(inner, encoding="utf-8")
        return read([path], Options([path.parent]))


def field(entry: str, before: str = "") -> list[str]:
    """The lines of a description with one entry."""
    (source,) = found((before + AROUND % entry).encode())
    return list(shown(source))[1:]


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert found(data) is not None


@settings(max_examples=60)
@given(st.text(alphabet="(){}[],;#\\\n\"'/*aX1.=&- ", max_size=120))
def test_any_list_of_fields(text: str) -> None:
    for source in found((AROUND % text).encode()):
        list(shown(source))


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.sampled_from(CHANGES))
def test_changed_files(chance, change) -> None:  # type: ignore[no-untyped-def]
    data = change(made(TEXTS, chance).decode("latin-1"), chance)
    for source in found(data.encode("utf-8", "replace")):
        list(shown(source))


@pytest.mark.parametrize("mark", ["(", "enum {", "#if 1\n", "a ", "/*"])
def test_a_megabyte(mark: str) -> None:
    text = "VMStateDescription x = { .fields = (F[]) {" + mark * ((1 << 20) // len(mark))
    found(text.encode())


def test_a_file_that_is_longer_is_cut() -> None:
    (source,) = found((AROUND % "").encode() + b" " * LARGEST)
    assert source.description.name == "x"


def test_macros_that_lead_to_themselves() -> None:
    lines = field("A(VMSTATE_UINT8(a, S)),", "#define A(x) B(x)\n#define B(x) A(x)\n")
    assert lines[0].startswith("    VMSTATE_UINT8(a, S): Unknown(gap=VM620 device.c:7:9")
    lines = field("VMSTATE_UINT8_ARRAY(a, S, N),", "#define N (M + 1)\n#define M N\n")
    assert lines[1] == "        VM621 device.c:7:9 how many elements: `N` is defined by itself."


def test_macros_that_double() -> None:
    before = "".join(f"#define C{n} (C{n + 1} + C{n + 1})\n" for n in range(60)) + "#define C60 1\n"
    assert "leads too far" in field("VMSTATE_UINT8_ARRAY(a, S, C0),", before)[1]
    before = "".join(f"#define D{n} D{n + 1}, D{n + 1}\n" for n in range(60))
    assert "more and more fields" in "\n".join(field("D0,", before))


def test_descriptions_inside_themselves() -> None:
    lines = field("VMSTATE_STRUCT(a, S, 0, vmstate_x, S),")
    assert "VM629" in lines[0] and "inside itself" in lines[0]


def test_headers_that_include_each_other() -> None:
    text = '#include "one.h"\n' + AROUND % "VMSTATE_UINT8_ARRAY(a, S, N),"
    inner = ("one.h", '#include "two.h"\n'), ("two.h", '#include "one.h"\n#define N 5\n')
    (source,) = found(text.encode(), *inner)
    assert list(shown(source))[1] == "    a: Value(encoding='u8') Count(most=5, named='N')"


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        ("1 / 0", "a division by 0"),
        ("1 << 500", "a shift by 500"),
        ("-3", "it is -3"),
        ("1.5", "`1.5` is no whole number"),
        ("089", "`089` is no whole number"),
        ("3 4", "`4`"),
        ("1 ? 2", "`?` without `:`"),
        ("sizeof()", "`sizeof` of nothing"),
        ("sizeof(struct T)", "the type `struct T` is not in the files given"),
        ("ARRAY_SIZE(table)", "the array `table` is not in the file"),
        ("F(1)", "`F()` is not known"),
        ("", "nothing where a number should be"),
        ("(" * 100 + "1" + ")" * 100, "an expression deeper than 64"),
    ],
)
def test_counts_that_are_no_number(count: str, reason: str) -> None:
    lines = field(f"VMSTATE_UINT8_ARRAY(a, S, {count}),")
    assert (
        lines[-1].endswith(f"{reason}.")
        or lines[0].endswith(f"{reason}.)")
        or (count == "" and "VM627" in lines[0])
    )
    assert "VM62" in "\n".join(lines)


@pytest.mark.parametrize(
    ("count", "value"),
    [
        ("0x10 - 1", 15),
        ("010", 8),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4 % 7", 6),
        ("1 << 3 | 1", 9),
        ("5 > 3 ? 4 : 6", 4),
        ("0 ? UNKNOWN : 7", 7),
        ("1 || UNKNOWN", 1),
        ("!0 + ~-3", 3),
        ("'A' - 'B' + 2", 1),
        ("sizeof(uint64_t) * 2", 16),
        ("sizeof(char *)", 8),
        ("sizeof(uint16_t[3])", 6),
        ("(size_t)4u", 4),
        ("DIV_ROUND_UP(9, 4)", 3),
        ("MAX(3, MIN(5, 4))", 4),
        ("-7 / 2 + 5", 2),
        ("UINT64_C(3) + BIT(2)", 7),
        ("sizeof_field(S, q) + sizeof(((S *)0)->r)", 14),
        ("ARRAY_SIZE(((S *)0)->r)", 3),
        ("ARRAY_SIZE(table)", 3),
        ("E_TWO", 2),
        ("E_FIVE", 5),
        ("R_CTRL + A_CTRL", 10),
        ("LEFT(3, 4)", 7),
        ("PASTE(E_, TWO)", 2),
        ("sizeof(S)", 40),
    ],
)
def test_counts(count: str, value: int) -> None:
    before = """
        typedef struct S {
            uint8_t q[8];
            uint16_t r[3];
            struct { uint32_t in; } s;
            char *p;
            union { uint8_t u; uint64_t v; };
        } S;
        enum { E_ONE = 1, E_TWO, E_FIVE = E_TWO + 3 };
        REG32(CTRL, 8)
        static const int table[] = { 1, 2, 3 };
        #define LEFT(a, b) ((a) + (b))
        #define PASTE(a, b) a ## b
    """
    assert f"Count(most={value}" in field(f"VMSTATE_UINT8_ARRAY(a, S, {count}),", before)[0]


def test_what_stands_behind_if() -> None:
    before = "#if 0\n#define N 1\n#elif defined(NOBODY)\n#define N 2\n#else\n#define N 3\n#endif\n"
    line = field("VMSTATE_UINT8_ARRAY(a, S, N),", before)[1]
    assert "VM621" in line and "`N` depends on" in line
    before = "#undef N\n#define N 1\n#undef N\n#define N 2\n"
    assert "most=2" in field("VMSTATE_UINT8_ARRAY(a, S, N),", before)[0]
    assert field("\n#if 0\nVMSTATE_UINT8(a, S),\n#else\nVMSTATE_UINT8(b, S),\n#endif\n") == [
        "    b: Value(encoding='u8')"
    ]


def test_files_in_the_middle_of_a_list() -> None:
    text = "#define REG(n) VMSTATE_UINT8(n, S),\n" + AROUND % '\n#include "list.inc"\n'
    (source,) = found(text.encode(), ("list.inc", "REG(a)\nREG(b)\n"))
    assert [it.name for it in source.description.fields] == ["a", "b"]
    (source,) = found(text.encode())
    assert "VM620" in "\n".join(shown(source))


def test_comments_as_documentation() -> None:
    before = """
        struct S {
            uint8_t a; /* Said behind it. */
            /** Said above it,
             * on two lines. */
            uint8_t b;

            // A heading for both.
            uint8_t c;
            uint8_t d;
            /* café, "quoted" */
            uint8_t e;
        };
    """
    lines = field(", ".join(f"VMSTATE_UINT8({name}, S)" for name in "abcde") + ",", before)
    assert [line.strip() for line in lines if "#" in line] == [
        "# Said behind it.",
        "# Said above it,",
        "# on two lines.",
        '# café, "quoted"',
    ]


def test_a_macro_that_is_not_closed_at_the_end() -> None:
    text = "#define MAKE(n) VMStateDescription n = { .name = #n }\nMAKE(a"
    (source,) = found(text.encode())
    assert "VM6" in "\n".join(shown(source))


def test_a_file_that_was_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (AROUND % "VMSTATE_UINT8(a, S),").encode()
    monkeypatch.setattr("vmgen.importer.c.source.LARGEST", len(text))
    assert not any("VM629" in line for line in shown(found(text)[0]))
    assert any("VM629" in line for line in shown(found(text + b"\n")[0]))
