# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u32


class Regs(Registers, name="dev/regs", version_id=2):
    a: u32
    b: u32 = field(since=2)


class Dev(Device, name="dev", version_id=2, minimum_version_id=1):
    regs: Migratable[BqlRefCell[Regs]]
