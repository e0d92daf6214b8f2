# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Migratable,
    NonZero,
    Registers,
    field,
    i8,
    subsection,
    u8,
    u16,
)


class Mode(Enum, repr=u8):
    A = 0
    B = 1


class Regs(Registers, name="dev/regs"):
    rules = [
        "a >= 0",
        "a <= 0x1FF",
        "0 <= a < 3 and s >= -128",
        "s < -128 or a < 3",
        "a & 2 != 5",
        "a == a",
        "on or a < 3 or not on",
        "a < 3 or (a < 3 and on)",
        "not a > 255",
        "nz != 0",
        "mode != 2",
        "a < 6",
        "(a and b) == 0",
    ]
    a: u8 = field(le=6)
    b: u16
    s: i8
    on: bool
    nz: NonZero[u8] = 1
    mode: Mode
    late: u8 = subsection("dev/regs/late", needed="late < 0")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    c: BqlCell[u8]
    more: BqlCell[u8] = subsection("dev/more", needed="c == 0 or c != 0")
