# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers of a layout: what they hold, what a restore makes of one, and what it takes."""

from __future__ import annotations

import struct

import pytest

from vmgen.expression import parse
from vmgen.layout import SCALARS, Number, Padding, Raw, Timer, Untold, whole
from vmgen.layout.condition import Condition, Source
from vmgen.layout.scalars import _signed, _unsigned


def number(low: int, high: int, encoding: str = "u8", **more: object) -> Number:
    return Number(encoding, "u8", low, high, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("bits", [8, 16, 32, 64])
def test_widths(bits: int) -> None:
    unsigned, signed = _unsigned(bits), _signed(bits)
    assert (unsigned, signed) == (SCALARS[f"u{bits}"], SCALARS[f"i{bits}"])
    assert (unsigned.minimum, unsigned.maximum) == (0, 2**bits - 1)
    assert (signed.minimum, signed.maximum) == (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    assert unsigned.size == signed.size == struct.calcsize(unsigned.code) == bits // 8
    assert unsigned.code == signed.code.upper()


@pytest.mark.parametrize("name", SCALARS)
def test_scalars_are_as_struct_packs_them(name: str) -> None:
    info = SCALARS[name]
    assert struct.calcsize(f">{info.code}") == info.size
    assert info.bits == 8 * info.size
    assert info.signed == name.startswith("i")
    for edge in (info.minimum, info.maximum):
        assert struct.unpack(f">{info.code}", struct.pack(f">{info.code}", edge)) == (edge,)
    if name != "bool":
        for beyond in (info.minimum - 1, info.maximum + 1):
            with pytest.raises(struct.error):
                struct.pack(f">{info.code}", beyond)


@pytest.mark.parametrize(
    ("element", "takes", "refuses"),
    [
        (number(0, 255), [0, 255], []),
        (number(2, 5), [2, 5], [1, 6]),
        (number(-128, 127, "i8", zero=False), [-128, -1, 1, 127], [0]),
        (number(1, 5, none=0, zero=False), [0, 1, 5], [6]),
        (number(0, 4, none=9), [0, 4, 9], [5, 8, 10]),
        (number(2, 5, variants=(("A", 2), ("B", 5))), [2, 5], [3, 4, 6]),
        (number(0, 3, mask=0x0F), [0, 3, 0x10, 0x13], [4, 0x14]),
        (number(8, 15, force=8), [0, 8, 7], [16]),
        (number(0, 7, force=8), [], [0, 7, 8]),
        (number(0, 255, mask=0), [0, 255], []),
    ],
)
def test_what_a_restore_takes(element: Number, takes: list[int], refuses: list[int]) -> None:
    assert [value for value in takes + refuses if element.accepts(value)] == takes


@pytest.mark.parametrize(
    ("element", "checked"),
    [
        (whole("u8"), False),
        (number(0, 255), False),
        (number(0, 254), True),
        (number(1, 255), True),
        (number(0, 255, "u16"), True),
        (number(0, 255, "i8"), True),
        (number(-1, 256), False),
        (number(0, 255, zero=False), True),
        (number(0, 255, variants=(("A", 0),)), True),
        (number(0, 255, mask=1, force=2), False),
    ],
)
def test_whether_anything_is_refused(element: Number, checked: bool) -> None:
    assert element.checked == checked


def test_masks() -> None:
    element = number(0, 255, mask=0x3C, force=0x81)
    assert [element.restored(value) for value in (0, 0xFF, 0xC3)] == [0x81, 0xBD, 0x81]


def test_sizes() -> None:
    assert (number(0, 9, "u32").size, number(0, 9, "u32").memory) == (4, 4)
    assert (Padding(3).size, Padding(3).memory) == (3, 3)
    assert (Raw(3).size, Raw(3).memory) == (3, 3)
    timer = Timer(48)
    assert (timer.size, timer.memory, timer.unit, timer.encoding) == (8, 48, "ns", "i64")
    assert timer.scalar == SCALARS["i64"]
    assert Untold(4).memory == 4
    with pytest.raises(ValueError, match="does not say"):
        assert Untold(4).size


@pytest.mark.parametrize(
    ("source", "value", "holds"),
    [
        (Source("n"), 6, True),
        (Source("n"), 5, False),
        (Source("n", 4, 0xF), 0x65, True),
        (Source("n", 4, 0xF), 0xF56, False),
        (Source("n", 0, 0xF), 0x15, False),
        (Source("n", 0, 0, 6), 0, True),
        (Source("n", 0, -1, 2), 4, True),
    ],
)
def test_conditions_see_some_bits(source: Source, value: int, holds: bool) -> None:
    condition = Condition("x > 5", parse("x > 5"), (("x", source),))
    assert condition.holds({"n": value}) is holds
