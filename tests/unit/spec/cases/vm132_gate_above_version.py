# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, field, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev", version_id=3):
    regs: Migratable[BqlRefCell[Regs]]
    b: BqlCell[u32] = field(since=4)
