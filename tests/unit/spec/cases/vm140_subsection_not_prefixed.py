# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    on: BqlCell[bool] = subsection("other/on", needed="on")
