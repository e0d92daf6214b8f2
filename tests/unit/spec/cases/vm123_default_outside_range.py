# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u8


class Regs(Registers, name="dev/regs"):
    a: u8 = field(default=16, lt=16)
    b: u8 = field(ge=1)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
