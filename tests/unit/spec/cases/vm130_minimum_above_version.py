# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u32


class Regs(Registers, name="dev/regs", version_id=2, minimum_version_id=3):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
