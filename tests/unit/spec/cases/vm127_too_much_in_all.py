# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: each array is one that can be, but not all of them together."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, u8, u32


class Row(Registers, name="dev/row"):
    words: Array[u32, 4096]


class Regs(Registers, name="dev/regs"):
    rows: Array[Row, 4096]
    more: u8


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
