# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, field, subsection, u8


class Regs(Registers, name="dev/regs", version_id=1, minimum_version_id=2):
    a: u33
    type: u8 = 300
    b: u8 = field(lt=4, default=5)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    on: BqlCell[bool] = subsection("other/on", needed="x")
