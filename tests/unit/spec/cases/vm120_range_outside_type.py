# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, i8, u8


class Regs(Registers, name="dev/regs"):
    a: u8 = field(lt=300)
    b: i8 = field(ge=-200)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
