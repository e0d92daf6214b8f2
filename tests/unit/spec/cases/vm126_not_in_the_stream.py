# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: what QEMU's streams have not."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs"):
    a: u8
    gain: f64
    name: Array[char, 16]
    wide: u128
    label: str
    ratio: float
    length: isize
    items: Vec[u8]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
