# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Custom, Device, Migratable, Registers


class Regs(Registers, name="dev/regs"):
    a: Custom["Mode"]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
