# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers of a spec, each at the edge of what it may be and one beyond."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.lint.said import device, findings, registers, said

_PARTS = "s: Wire[Array[u8, 4]] = slots('x'); n: Wire[u8] = length('x'); o: Wire[u8] = oldest('x')"
# What is said of it, the field with what may be, and with what may not.
EDGES = [
    # Ranges: what the type holds.
    ("VM120 the range of `x` reaches 256, but u8 holds 0..=255",
     "x: u8 = field(lt=256)", "x: u8 = field(lt=257)"),
    ("VM120 the range of `x` reaches 256, but u8 holds 0..=255",
     "x: u8 = field(le=255)", "x: u8 = field(le=256)"),
    ("VM120 the range of `x` reaches -1, but u8 holds 0..=255",
     "x: u8 = field(gt=-1)", "x: u8 = field(gt=-2)"),
    ("VM120 the range of `x` reaches -129, but i8 holds -128..=127",
     "x: i8 = field(ge=-128)", "x: i8 = field(ge=-129)"),
    ("VM121 nothing is in the range 5..=4",
     "x: u8 = field(ge=5, le=5, default=5)", "x: u8 = field(ge=5, le=4)"),
    ("VM121 nothing is in the range 1..=0",
     "x: NonZero[u8] = field(le=1, default=1)", "x: NonZero[u8] = field(le=0)"),
    # Reset values: what the type holds, and the range.
    ("VM122 the reset value 256 of `x` is outside u8 (0..=255)", "x: u8 = 255", "x: u8 = 256"),
    ("VM122 the reset value -129 of `x` is outside i8 (-128..=127)",
     "x: i8 = -128", "x: i8 = -129"),
    ("VM122 the reset value 128 of `x` is outside i8 (-128..=127)", "x: i8 = 127", "x: i8 = 128"),
    ("VM123 the reset value 4 of `x` is outside its range 0..=3",
     "x: u8 = field(default=3, lt=4)", "x: u8 = field(default=4, lt=4)"),
    ("VM123 the reset value 2 of `x` is outside its range 3..=255",
     "x: u8 = field(default=3, ge=3)", "x: u8 = field(default=2, ge=3)"),
    ("VM123 the reset value 0 of `x` is outside its range 1..=255",
     "x: NonZero[u8] = field(default=1)", "x: NonZero[u8] = field(default=0)"),
    ("VM122 the reset value of `x` is `True`, its type u8", "x: u8 = 1", "x: u8 = True"),
    ("VM122 the reset value of `x` is `1`, its type bool", "x: bool = True", "x: bool = 1"),
    ("VM122 the reset value of `x` is `Mode.A`, its type u8", "x: u8 = 2", "x: u8 = Mode.A"),
    ("VM122 `Wide.A` is no variant of `Mode`", "x: Mode = Mode.B", "x: Mode = Wide.A"),
    ("VM122 `2` is no variant of `Mode`", "x: Mode = Mode.A", "x: Mode = 2"),
    ("VM122 `256` is no value of `Flags` (u8)", "x: Flags = 255", "x: Flags = 256"),
    ("VM122 `-1` is no value of `Flags` (u8)", "x: Flags = 0", "x: Flags = -1"),
    ("VM122 `Mode.A` is no value of `Flags` (u8)", "x: Flags = 1", "x: Flags = Mode.A"),
    ("VM122 `x` has 2 elements, its value 1", "x: Array[u8, 2] = [1, 2]", "x: Array[u8, 2] = [1]"),
    ("VM122 `x` has 2 elements, its value 3",
     "x: Array[u8, 2] = [1, 2]", "x: Array[u8, 2] = [1, 2, 3]"),
    ("VM122 `x` is no array, and its value is a list", "x: u8 = 1", "x: u8 = [1]"),
    ("VM122 the reset value 256 of `x` is outside u8 (0..=255)",
     "x: Array[u8, 2] = [1, 255]", "x: Array[u8, 2] = [1, 256]"),
    ("VM123 `x` resets to 0, which is not in 1..=255",
     "x: u8 = field(ge=0)", "x: u8 = field(ge=1)"),
    ("VM123 `x` resets to 0, which is not in -128..=-1",
     "x: i8 = field(le=0)", "x: i8 = field(lt=0)"),
    ("VM123 `x` resets to 0, which is not in 1..=255",
     "x: Option[u8] = field(none=0, ge=1)", "x: u8 = field(ge=1)"),
    ("VM123 `x` resets to 0, which is not in 1..=255",
     "x: NonZero[i8]", "x: NonZero[u8]"),
    ("VM123 `x` resets to 1, which is not in -128..=0",
     "x: NonZero[i8] = field(le=1)", "x: NonZero[i8] = field(le=0)"),
    ("VM123 `x` resets to 0, which is not in 3..=3",
     "x: u8 = field(ge=3, le=3, default=3)", "x: u8 = field(ge=3, le=3)"),
    ("VM123 `x` resets to 1, which is not in 2..=127",
     "x: NonZero[i8] = field(ge=1)", "x: NonZero[i8] = field(ge=2)"),
    ("VM124 `x` is no integer, so it has no range", "x: bool", "x: bool = field(ge=1)"),
    ("VM124 `x` is no integer, so it has no range", "x: Mode", "x: Mode = field(le=1)"),
    ("VM124 `x` is no integer, so it has no range", "x: Inner", "x: Inner = field(le=1)"),
    # Other widths on the wire: the range must fit, where there is none the type.
    ("VM125 `x` holds 0..=256, which u8 does not",
     "x: u16 = field(wire=u8, le=255)", "x: u16 = field(wire=u8, le=256)"),
    ("VM125 `x` holds -1..=5, which u8 does not",
     "x: i16 = field(wire=u8, ge=0, le=5)", "x: i16 = field(wire=u8, ge=-1, le=5)"),
    ("VM125 `x` holds 0..=65535, which i16 does not",
     "x: u16 = field(wire=i32)", "x: u16 = field(wire=i16)"),
    ("VM125 `x` holds 0..=256, which u8 does not",
     "x: Wide = field(wire=u16)", "x: Wide = field(wire=u8)"),
    ("VM125 `x` holds 0..=256, which i8 does not",
     "x: Mode = field(wire=i8)", "x: Wide = field(wire=i8)"),
    ("VM125 `x` is usize, which has no width of its own on the wire",
     "x: usize = field(wire=u64)", "x: usize"),
    ("VM106 `wire` takes an integer type, not bool",
     "x: bool = field(wire=u8)", "x: bool = field(wire=bool)"),
    ("VM124 `x` has no number that could be converted",
     "x: Mode = field(wire=u32)", "x: Flags = field(wire=u32)"),
    # Masks.
    ("VM165 `x`: 0x100 does not fit u8", "x: u8 = field(mask=0xFF)", "x: u8 = field(mask=0x100)"),
    ("VM165 `x`: -0x1 does not fit u8", "x: u8 = field(mask=0x00)", "x: u8 = field(mask=-1)"),
    ("VM165 `x`: 0x100 does not fit u8", "x: u8 = field(force=0xFF)", "x: u8 = field(force=0x100)"),
    ("VM165 `x`: a mask is for plain unsigned numbers",
     "x: u8 = field(mask=1)", "x: i8 = field(mask=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers", "x: Array[u8, 2] = field(mask=1)",
     "x: Array[Array[u8, 2], 2] = field(mask=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers",
     "x: u16 = field(mask=1)", "x: bool = field(mask=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers",
     "x: u16 = field(mask=1)", "x: Mode = field(mask=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers", "x: u16 = field(mask=1)",
     "x: NonZero[u16] = field(mask=1, default=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers", "x: u64 = field(mask=1)",
     "x: usize = field(mask=1, wire=u64)"),
    ("VM165 `x`: a mask is for plain unsigned numbers", "x: Inner", "x: Inner = field(mask=1)"),
    ("VM165 `x`: a mask is for plain unsigned numbers", "x: u16 = field(mask=1)",
     "x: Atomic[u16] = field(mask=1)"),
    ("VM106 `mask` takes an integer, not `'no'`",
     "x: u8 = field(mask=1)", "x: u8 = field(mask='no')"),
    ("VM122 the reset value of `x` is `Mode.A`, its type u8",
     "x: u8 = field(mask=1)", "x: u8 = field(mask=1, default=Mode.A)"),
    ("VM165 `x`: a mask and another width do not go together", "x: u8 = field(mask=1, wire=u8)",
     "x: u8 = field(mask=1, wire=u16)"),
    ("VM121 `x`: a restore gives 0x8..=0xf, never 0..=7",
     "x: u8 = field(mask=7, force=4, le=7, default=4)", "x: u8 = field(mask=7, force=8, le=7)"),
    ("VM121 `x`: a restore gives 0x0..=0x7, never 8..=255",
     "x: u8 = field(mask=15, ge=8, default=8)", "x: u8 = field(mask=7, ge=8, default=8)"),
    ("VM123 `x`: a restore makes 4 of the reset value 12",
     "x: u8 = field(mask=15, ge=8, default=12)", "x: u8 = field(mask=0xF7, ge=8, default=12)"),
    ("VM123 `x`: a restore makes 12 of the reset value 4",
     "x: u8 = field(force=4, le=4, default=4)", "x: u8 = field(force=8, le=8, default=4)"),
    ("VM123 `x`: a restore makes 4 of the reset value 12",
     "x: Array[u8, 2] = field(mask=0xF7, ge=8, default=[16, 17])",
     "x: Array[u8, 2] = field(mask=0xF7, ge=8, default=[16, 12])"),
    # A name, where one travels.
    ("VM124 `rename` has no effect on `x`: no name of it travels",
     "x: Unused[2]", "x: Unused[2] = field(rename='other')"),
    ("VM124 `rename` has no effect on `x`: no name of it travels",
     f"x: Fifo[u8, 4]; {_PARTS}", f"x: Fifo[u8, 4] = field(rename='other'); {_PARTS}"),
    ("VM124 `x` does not travel",
     "x: Unused[2]", "x: Unused[2] = field(migrate=False, rename='other')"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "good", "bad"), EDGES)
def test_in_registers(message: str, good: str, bad: str, tmp_path: Path) -> None:
    assert said(tmp_path, registers(good)) == []
    assert said(tmp_path, registers(bad)) == [message]


IN_DEVICE = [
    ("VM120 the range of `x` reaches 256, but u8 holds 0..=255",
     "x: Property[u8] = field(le=255)", "x: Property[u8] = field(le=256)"),
    ("VM122 the reset value 256 of `x` is outside u8 (0..=255)",
     "x: Property[u8] = 255", "x: Property[u8] = 256"),
    ("VM123 `x` resets to 0, which is not in 1..=255",
     "x: Property[u8] = field(ge=1, default=1)", "x: Property[u8] = field(ge=1)"),
    ("VM122 the reset value 256 of `x` is outside u8 (0..=255)",
     "x: BqlCell[u8] = 255", "x: BqlCell[u8] = 256"),
    ("VM122 `x` has 2 elements, its value 3",
     "x: Array[BqlCell[u8], 2] = [1, 2]", "x: Array[BqlCell[u8], 2] = [1, 2, 3]"),
    ("VM124 `rename` has no effect on `x`: no name of it travels",
     "x: Property[u8] = field(rename='other')", "x: u8 = field(rename='other', migrate=False)"),
    ("VM124 `rename` has no effect on `x`: no name of it travels",
     "x: BqlCell[u8] = field(rename='other')", "x: Unused[2] = field(rename='other')"),
    ("VM124 `since` has no effect on `x`: it does not travel",
     "x: BqlCell[u8] = field(since=1)", "x: BqlCell[u8] = field(since=1, migrate=False)"),
    ("VM124 `x` is a property: it does not travel",
     "x: Property[u8]", "x: Property[u8] = field(since=1)"),
    ("VM124 `wire` has no effect on `x`: it is no register",
     "x: Property[u8]", "x: Property[u8] = field(wire=u16)"),
    *(
        (f"VM124 `{option}` has no effect on `x`: it is no register",
         "x: Migratable[Mutex[u8]]", f"x: Migratable[Mutex[u8]] = field({option}={value})")
        for option, value in {"ge": 0, "gt": -1, "le": 5, "lt": 5, "wire": "u16"}.items()
    ),
    ("VM120 the range of `x` reaches 256, but u8 holds 0..=255",
     "x: BqlCell[u8] = field(le=255)", "x: BqlCell[u8] = field(le=256)"),
    ("VM123 `x` resets to 0, which is not in 1..=255",
     "x: BqlRefCell[u8] = field(ge=1, default=1)", "x: BqlRefCell[u8] = field(ge=1)"),
    ("VM125 `x` holds 0..=65535, which u8 does not",
     "x: Mutex[u16] = field(wire=u32)", "x: Mutex[u16] = field(wire=u8)"),
    ("VM124 `absent` has no effect on `x`", "x: BqlCell[u8]", "x: BqlCell[u8] = field(absent=1)"),
    ("VM124 `absent` has no effect on `x`: it does not travel",
     "x: Property[u8]", "x: Property[u8] = field(absent=1)"),
    ("VM124 `x` is no integer, so it has no range", "x: Property[u8] = field(le=1)",
     "x: Property[bool] = field(le=1)"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "good", "bad"), IN_DEVICE)
def test_in_the_device(message: str, good: str, bad: str, tmp_path: Path) -> None:
    assert said(tmp_path, device(good)) == []
    assert said(tmp_path, device(bad)) == [message]


IN_SUBSECTION = [
    ("VM122 the reset value 256 of `x` is outside u8 (0..=255)", "u8", "absent=255", "absent=256"),
    ("VM123 the reset value 8 of `x` is outside its range 0..=7",
     "u8", "lt=8, absent=7", "lt=8, absent=8"),
    ("VM122 `Wide.A` is no variant of `Mode`", "Mode", "absent=Mode.B", "absent=Wide.A"),
    ("VM122 `256` is no value of `Flags` (u8)", "Flags", "absent=255", "absent=256"),
    ("VM123 the reset value 0 of `x` is outside its range 1..=255",
     "NonZero[u8]", "default=2, absent=1", "default=2, absent=0"),
    *(
        ("VM124 `x` takes no `absent`: it is no number", type_, options, f"{options}, absent=1")
        for type_, options in [
            ("Array[u8, 2]", "default=1"),
            ("u8", "mask=3"),
            ("Option[u8]", "none=0, ge=1"),
            ("Timer", "since=0"),
            ("Duration", "unit='ms'"),
        ]
    ),
]  # fmt: skip


@pytest.mark.parametrize(("message", "type_", "good", "bad"), IN_SUBSECTION)
def test_in_a_subsection(message: str, type_: str, good: str, bad: str, tmp_path: Path) -> None:
    line = f"x: {type_} = subsection('dev/regs/more', %s)"
    assert said(tmp_path, registers(line % good, ", nested=True")) == []
    assert said(tmp_path, registers(line % bad, ", nested=True")) == [message]


@pytest.mark.parametrize("spec", [registers, device])
@pytest.mark.parametrize(
    "option", ["le=3", "wire=u16", "default=3", "rename='y'", "mask=3", "mask=3, migrate=False"]
)
def test_of_what_was_not_read_nothing_more_is_said(
    spec: Callable[[str], str], option: str, tmp_path: Path
) -> None:
    type_ = "Missing" if spec is registers else "BqlCell[Missing]"
    found = said(tmp_path, spec(f"x: {type_} = field({option})"))
    assert found == ["VM104 unknown type `Missing`"]


def test_how_to_mend_a_count_with_a_range(tmp_path: Path) -> None:
    """A cell is no register; one that counts needs no range."""
    counted = "x: BqlCell[u8] = field({}); y: Array[BqlCell[u8], 2] = field(count='x')"
    alone = "x: Migratable[Mutex[u8]] = field({})"
    put = "Put the value into a `Registers` struct behind `Migratable`."
    for lines, option, mend in [
        (counted, "le=2", "Remove it: a count above its array's length is refused already."),
        (counted, "wire=u16", put),
        (alone, "le=2", put),
    ]:
        (found,) = findings(tmp_path, device(lines.format(option)))
        assert (found.code, found.mend) == ("VM124", mend)
