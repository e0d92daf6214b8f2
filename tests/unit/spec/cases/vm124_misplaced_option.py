# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, field, u8, u32


class Regs(Registers, name="dev/regs"):
    a: bool = field(lt=1)
    b: u8 = field(migrate=False, wire=u32)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    c: BqlCell[u32] = field(lt=4)
