# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, i8, u8, u32, usize


class Regs(Registers, name="dev/regs"):
    a: u32 = field(wire=u8)
    b: i8 = field(wire=u8)
    c: usize


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
