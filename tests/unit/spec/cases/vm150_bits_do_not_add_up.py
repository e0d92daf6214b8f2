# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Bits, BqlRefCell, Device, Migratable, Registers, bits, u8


class Flags(Bits, repr=u8):
    busy: bool
    mode: bits[4]


class Over(Bits, repr=u8, filled=False):
    wide: bits[9]


class Whole(Bits, repr=u8, filled=False):
    all: bits[8]


class Nothing(Bits, repr=u8, filled=False):
    """No bits."""


class Regs(Registers, name="dev/regs"):
    a: Flags
    b: Over
    c: Whole
    d: Nothing


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
