# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, field, i32, u8, u32


class Regs(Registers, name="dev/regs"):
    a: Array[u32, 4] = field(count="n")
    n: u8
    m: i32
    b: Array[u8, 4] = field(count="m")
    c: Array[u8, 4] = field(count="n")
    d: u8 = field(count="n")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
