# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec that promises what cannot be."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u32


class Regs(Registers, name="dev/regs", version_id=3, minimum_version_id=1):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
