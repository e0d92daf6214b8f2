# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    x: BqlCell[u32] = subsection("dev/x", needed="x > 1")
    y: BqlCell[u32] = subsection("dev/x", version_id=2)
