# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Atomic, BqlRefCell, Device, Migratable, Registers, field, i8, u8, u32, u64


class Regs(Registers, name="dev/regs"):
    a: u8 = field(mask=0x100)
    b: i8 = field(mask=1)
    c: u32 = field(force=1, wire=u64)
    d: Atomic[u8] = field(mask=3)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
