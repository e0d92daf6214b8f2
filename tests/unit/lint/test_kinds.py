# SPDX-License-Identifier: GPL-2.0-or-later
"""What each kind says of its fields, beside what it lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, registers, said

QUEUE = (
    "q: Fifo[u8, 3]; s: Wire[Array[u8, {slots}]] = slots('q'); "
    "l: Wire[{length}] = length('q'); e: Wire[{end}] = {ends}('q')"
)


def queue(slots: int = 3, length: str = "u8", end: str = "u8", ends: str = "oldest") -> str:
    return QUEUE.format(slots=slots, length=length, end=end, ends=ends)


def no_effect(option: str, reason: str) -> str:
    return f"VM124 `{option}` has no effect on `x`: {reason}"


HOLDS = "VM163 `x`: holds a number of a fixed width, or an array"


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        # Options of other kinds.
        ("x: u8 = field(none=1)", ["VM124 `x`: is no Mark or Option"]),
        ("x: u8 = field(flag='is')", ["VM124 `x`: is no Option"]),
        ("x: u8 = field(unit='ms')", ["VM124 `x`: is no Duration"]),
        ("x: u8 = field(reason='why')", ["VM124 `x`: is no Opaque"]),
        ("x: Array[u8, 2] = field(unit='ms')", ["VM124 `x`: is no Duration"]),
        ("x: Opaque[2] = field(reason='why')", []),
        # Durations.
        ("x: Duration = field(unit='s')", []),
        ("x: Duration", ["VM162 `x`: is a Duration without a unit"]),
        ("x: Duration = field(unit='s', wire=u64)", []),
        ("x: Duration = field(unit='s', wire=u16)",
         ["VM125 `x`: a duration travels as u64 or u32"]),
        ("x: Duration = field(unit='s', wire=i64)",
         ["VM125 `x`: a duration travels as u64 or u32"]),
        ("x: Duration = field(unit='s', default=3)", []),
        ("x: Duration = field(unit='s', default=True)",
         ["VM122 `x`: the reset value is a number of units"]),
        ("x: Duration = field(unit='s', default=Mode.A)",
         ["VM122 `x`: the reset value is a number of units"]),
        ("x: Duration = field(unit='s', default=3, migrate=False)", []),
        ("x: Duration = field(migrate=False)", []),
        ("x: Duration = field(unit='s', migrate=False)",
         [no_effect("unit", "it neither travels nor has a reset value")]),
        # Bitmaps: a list of words, and no bit that there is not.
        ("x: Bitmap[64] = 5", []),
        ("x: Bitmap[65] = [5, 1]", []),
        ("x: Bitmap[65] = 0", []),
        ("x: Bitmap[65] = 5", ["VM122 `x`: one number would be that of each word"]),
        ("x: Bitmap[65] = [5, 2]", ["VM122 `x`: it has 65 bits, its value more"]),
        ("x: Bitmap[65] = ()", ["VM122 `x` has 2 elements, its value 0"]),
        ("x: Bitmap[3] = 7", []),
        ("x: Bitmap[3] = 8", ["VM122 `x`: it has 3 bits, its value more"]),
        ("x: Bitmap[128] = [5, 0xFFFF_FFFF_FFFF_FFFF]", []),
        ("x: Bitmap[3] = field(le=4)", [no_effect("le", "its bits travel as they are")]),
        # Options.
        ("x: Option[u8] = field(none=255, le=254)", []),
        ("x: Option[u8] = field(none=254, le=254)",
         ["VM161 `x`: 254 is a value in 0..=254 itself"]),
        ("x: Option[u8] = field(none=0, ge=1)", []),
        ("x: Option[u8] = field(none=1, ge=1)", ["VM161 `x`: 1 is a value in 1..=255 itself"]),
        ("x: Option[u8] = field(none=256, wire=u16)", []),
        ("x: Option[u8] = field(none=256)", ["VM125 `x`: 256 does not fit u8"]),
        ("x: Option[u8] = field(none=-1, wire=i16)", []),
        ("x: Option[u8] = field(none=-1, wire=u16)", ["VM125 `x`: -1 does not fit u16"]),
        ("x: Option[u8]", ["VM161 `x`: needs `none=` or `flag=`, and not both"]),
        ("x: Option[u8] = field(none=9, le=8, flag='is')",
         ["VM161 `x`: needs `none=` or `flag=`, and not both"]),
        ("x: Option[NonZero[u8]]", []),
        ("x: Option[NonZero[u8]] = field(flag='is')", []),
        ("x: Option[NonZero[u8]] = field(none=0)", []),
        ("x: Option[NonZero[u8]] = field(none=1)", ["VM161 `x`: 1 is a value in 1..=255 itself"]),
        ("x: Option[u8] = field(migrate=False)", []),
        # The author's types.
        ("x: Custom['Colour'] = field(wire=u8)", []),
        ("x: Custom['Colour'] = field(wire=u8, default=3)", []),
        ("x: Custom['Colour']", ["VM164 `x`: says no `wire=`"]),
        ("x: Custom['Colour'] = field(wire=usize)", ["VM164 `x`: says no `wire=`"]),
        ("x: Custom['Colour'] = field(wire=u8, default=Mode.A)",
         ["VM122 `x`: the reset value is that on the wire"]),
        ("x: Custom['Colour', Author]", ["VM164 `x`: a mirror belongs behind `Migratable`"]),
        ("x: Custom['Colour'] = field(migrate=False)", []),
        # What is compared.
        ("x: Equal[u8] = 4", []),
        ("x: Equal[u8] = field(le=4)", [no_effect("le", "it is compared")]),
        ("n: u8 = field(le=2); x: Array[Equal[u8], 2] = field(count='n')",
         [no_effect("count", "all of it is compared")]),
        ("x: Equal[u8] = field(migrate=False)",
         [no_effect("migrate", "what does not travel is not compared")]),
        # On the wire only.
        ("x: Wire[u8] = computed(default=255)", []),
        ("x: Wire[u8] = computed(default=256)", ["VM122 `x`: 256 is outside u8"]),
        ("x: Wire[i8] = computed(default=-128)", []),
        ("x: Wire[i8] = computed(default=-129)", ["VM122 `x`: -129 is outside i8"]),
        ("x: Wire[bool] = computed(default=True)", []),
        ("x: Wire[bool] = computed(default=1)", ["VM122 `x`: `1` is no bool"]),
        ("x: Wire[u8] = computed(default=True)", ["VM122 `x`: `True` is no u8"]),
        ("x: Wire[Array[u8, 2]] = computed(default=[1, 2])", []),
        ("x: Wire[Array[u8, 2]] = computed(default=3)", []),
        ("x: Wire[Array[u8, 2]] = computed(default=[1, 2, 3])",
         ["VM122 `x`: its value is a list of another length"]),
        ("x: Wire[u8] = computed(default=[1])",
         ["VM122 `x`: its value is a list of another length"]),
        ("x: Wire[u8]", ["VM163 `x`: says neither computed() nor a part of a FIFO"]),
        ("x: Wire[usize] = computed()", [HOLDS]),
        ("x: Wire[Mode] = computed()", [HOLDS]),
        ("x: Wire[Array[Array[u8, 2], 2]] = computed()", [HOLDS]),
        ("x: Wire[u8] = computed(wire=u16)",
         [no_effect("wire", "its type is that on the wire")]),
        ("x: Wire[u8] = computed(migrate=False)",
         ["VM124 `migrate` has no effect on `x`: it is on the wire only"]),
        # Queues and their parts.
        (queue(), []),
        (queue(ends="free"), []),
        (queue(slots=2), ["VM163 `s`: 3 slots are needed, not 2"]),
        (queue(slots=4), ["VM163 `s`: 3 slots are needed, not 4"]),
        (queue() + "; f: Wire[u8] = free('q')", []),
        (queue() + "; f: Wire[u8] = length('q')", ["VM163 `q`: needs one `length`"]),
        ("q: Fifo[u8, 3] = field(migrate=False); n: Wire[u8] = length('q')",
         ["VM163 `n`: `q` does not travel"]),
        (queue() + "; f: Wire[u8] = length('r')", ["VM163 `f`: `r` is no FIFO of `Regs`"]),
        (queue() + "; f: Wire[Array[u8, 3]] = slots('keep')",
         ["VM163 `f`: `keep` is no FIFO of `Regs`"]),
        (queue().replace("s: Wire[Array[u8, 3]]", "s: Wire[Array[u16, 3]]"),
         ["VM163 `s`: the items of `q` are others"]),
        (queue().replace("s: Wire[Array[u8, 3]]", "s: Wire[u8]"),
         ["VM163 `s`: slots are an array, the other parts a number"]),
        (queue(length="Array[u8, 2]"), ["VM163 `l`: slots are an array, the other parts a number"]),
        (queue().replace("3", "255"), []),
        (queue().replace("3", "256"), ["VM125 `l`: u8 does not hold 256 of `q`",
                                       "VM125 `e`: u8 does not hold 256 of `q`"]),
        (queue(length="i8").replace("3", "127"), []),
        (queue(length="i8").replace("3", "128"), ["VM125 `l`: i8 does not hold 128 of `q`"]),
        (queue().replace("3]; s", "3] = 4; s"), ["VM124 `q` is empty at reset"]),
        (queue().replace("3]; s", "3] = field(wire=u8); s"), ["VM124 `wire` has no effect on `q`"]),
        (queue().replace("3]; s", "3] = field(le=3); s"), ["VM124 `le` has no effect on `q`"]),
        ("q: Fifo[u8, 3] = field(migrate=False)", []),
        ("q: Fifo[u8, 3]", ["VM163 `q`: needs two of `length`, `oldest` and `free`"]),
        ("a: Fifo[u8, 2]; b: Fifo[u8, 2]; s: Wire[Array[u8, 4]] = slots('a', 'b'); "
         "al: Wire[u8] = length('a'); bl: Wire[u8] = length('b'); "
         "ae: Wire[u8] = oldest('a'); be: Wire[u8] = free('b')", []),
        ("x: Array[Wire[u8], 2]", ["VM204 `x`: this type cannot stand in registers"]),
    ],
)  # fmt: skip
def test_in_registers(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, registers(lines)) == messages


@pytest.mark.parametrize(
    ("text", "field", "messages"),
    [
        ("class E(Enum, repr=u8):\n    A = 255", "E", []),
        ("class E(Enum, repr=u8):\n    A = 256", "E", ["VM151 `A` = 256 does not fit u8"]),
        ("class E(Enum, repr=u8):\n    A = 0\n    B = -1", "E", ["VM151 `B` = -1 does not fit u8"]),
        ("class E(Enum, repr=i8):\n    A = 1", "E",
         ["VM106 `repr=i8` of `E`: an enum is u8, u16, u32 or u64"]),
        ("class F(Bits, repr=u8):\n    a: bits[8]", "F", []),
        ("class F(Bits, repr=u8):\n    a: bits[7]", "F",
         ["VM150 the fields of `F` have 7 bits, u8 has 8"]),
        ("class F(Bits, repr=u8):\n    a: bits[9]", "F",
         ["VM150 the fields of `F` have 9 bits, u8 has 8"]),
        ("class F(Bits, repr=u16):\n    a: bool\n    b: bits[15]", "F", []),
        ("class F(Bits, repr=i8):\n    a: bits[8]", "F",
         ["VM106 `F` has `repr=i8`; a bitfield is u8, u16, u32 or u64"]),
        ("class E(Enum, bits=1):\n    A = 0\n    B = 1\n\n\n"
         "class F(Bits, repr=u8):\n    e: E\n    b: bits[7]", "F", []),
        ("class E(Enum, bits=2):\n    A = 0\n    B = 1\n    C = 2\n\n\n"
         "class F(Bits, repr=u8):\n    e: E\n    b: bits[6]", "F",
         ["VM152 `E` has 2 bits but no variant for 3"]),
        ("class E(Enum, bits=3):\n    A = 0\n    B = 1\n    C = 2\n    D = 3\n\n\n"
         "class F(Bits, repr=u8):\n    e: E\n    b: bits[5]", "F",
         ["VM152 `E` has 3 bits but no variant for 4, 5, 6, 7"]),
        ("class E(Enum, bits=3):\n    A = 0\n    B = 1\n    C = 2\n\n\n"
         "class F(Bits, repr=u8):\n    e: E\n    b: bits[5]", "F",
         ["VM152 `E` has 3 bits but no variant for 3, 4, 5, 6, ..."]),
        ("class E(Enum, bits=1):\n    A = 0\n    B = 1\n    C = 2\n\n\n"
         "class F(Bits, repr=u8):\n    e: E\n    b: bits[7]", "F",
         ["VM151 `C` = 2 does not fit 1 bits"]),
        ("class E(Enum, bits=1):\n    A = 0\n    B = 1", "E",
         ["VM204 `x`: `E` has `bits=`, so it stands in `Bits` only"]),
    ],
)  # fmt: skip
def test_classes(text: str, field: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, f"{text}\n\n\n{registers(f'x: {field}')}") == messages


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("x: Fifo[u8, 3]", ["VM204 `x`: this type cannot stand in a device"]),
        ("x: Migratable[Custom['Colour', Author]]", []),
        *(
            (f"x: Migratable[Custom['Colour', Author]] = field({option}={value})",
             [f"VM124 `{option}` has no effect on `x`: {reason}"])
            for option, value, reason in [
                ("default", "3", "it is not vmgen that makes it"),
                ("mask", "3", "it is no register"),
                ("force", "3", "it is no register"),
            ]
        ),
        ("x: u8 = field(migrate=False, mask=3)",
         ["VM124 `mask` has no effect on `x`: it does not travel"]),
        ("x: Property[u8] = field(migrate=False)",
         ["VM124 `migrate` has no effect on `x`: it never travels"]),
        ("x: InterruptSource = field(migrate=False)",
         ["VM124 `migrate` has no effect on `x`: it never travels"]),
        ("x: BqlCell[u8] = field(migrate=False)", []),
        ("x: Property[u8] = field(unit='ms')", ["VM124 `x`: is no Duration"]),
        ("x: MemoryRegion[4]",
         ["VM210 `x`: nothing says in which byte order the guest reads it"]),
        ("x: Array[MemoryRegion[4], 2]",
         ["VM210 `x`: nothing says in which byte order the guest reads it"]),
        ("x: Array[MemoryRegion[4, 'big'], 2]", []),
        ("x: Array[InterruptSource, 2]", []),
        ("x: Array[Timer, 2]", []),
        ("x: Array[Clock, 2]", []),
        ("x: Array[Array[Clock, 2], 2]",
         ["VM204 `x`: a device is shared, so what changes in it needs a cell: `BqlCell[...]` for a "
          "scalar, `Migratable[BqlRefCell[...]]` for registers"]),
        ("x: Array[Unused[2], 2]",
         ["VM204 `x`: a device is shared, so what changes in it needs a cell: `BqlCell[...]` for a "
          "scalar, `Migratable[BqlRefCell[...]]` for registers"]),
    ],
)  # fmt: skip
def test_in_the_device(lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, device(lines)) == messages
