# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Enum, Migratable, Registers, u8


class Kind(Enum, repr=u8):
    A = 256
    B = -1


class Regs(Registers, name="dev/regs"):
    a: Kind


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
