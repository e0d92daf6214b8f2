# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Array, BqlRefCell, Device, Enum, Migratable, Registers, field, i16, u8


class Kind(Enum, repr=u8):
    A = 0


class Other(Enum, repr=u8):
    B = 1


class Regs(Registers, name="dev/regs"):
    a: u8 = 256
    b: bool = 1
    c: Array[u8, 2] = field(default=[1, 2, 3])
    d: Kind = Other.B
    e: i16 = True


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
