# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u8, u32


class Regs(Registers, name="dev/regs", versoin_id=2):
    a: u32 = field(minimum=3)
    b: u8 = field(defualt=1)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
