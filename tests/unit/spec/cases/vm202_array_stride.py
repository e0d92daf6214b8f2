# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Array, BqlCell, Device, Migratable, Mutex, Registers, u8, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[Mutex[Array[u32, 4]]]
    b: BqlCell[Array[u8, 4]]
