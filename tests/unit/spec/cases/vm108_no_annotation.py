# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u32
    b = 3


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
