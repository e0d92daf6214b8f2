# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: arrays and names that are too long."""

from vmgen.spec import Array, BqlRefCell, Buffer, Device, Fifo, Migratable, Registers, Unused, u8


class Regs(Registers, name="dev/regs"):
    a: Array[u8, 2**31]
    b: Buffer[64 << 20]
    c: Fifo[u8, 1 << 5000]
    d: Unused[10**5000]
    e: Array[u8, 0]
    f: Array[u8, 2.5]


class Dev(Device, name="dev", category="x" * 255, crate="y" * 65, config="X_" + "Z" * 255):
    regs: Migratable[BqlRefCell[Regs]]
