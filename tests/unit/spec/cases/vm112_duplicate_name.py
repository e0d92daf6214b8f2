# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u8, u16, u32


class Regs(Registers, name="dev/regs"):
    a: u32
    b: u8
    a: u16
    c: u8 = field(rename="b")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
