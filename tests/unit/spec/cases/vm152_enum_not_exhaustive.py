# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Bits, BqlRefCell, Device, Enum, Migratable, Registers, bits, u8


class Kind(Enum, bits=2):
    A = 0
    B = 3


class Flags(Bits, repr=u8):
    kind: Kind
    _reserved: bits[6]


class Regs(Registers, name="dev/regs"):
    a: Flags


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
