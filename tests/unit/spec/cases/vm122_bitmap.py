# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    Bitmap,
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    Registers,
    field,
    u8,
    u32,
)


class Regs(Registers, name="dev/regs"):
    more: Bitmap[3] = 8
    each: Bitmap[70] = 1
    last: Bitmap[70] = [0, 64]
    short: Bitmap[70] = [1]
    bare: Bitmap
    none: Bitmap[0]
    several: Array[Bitmap[8], 2]
    wide: Bitmap[8] = field(wire=u32, le=7)
    words: u8 = field(le=2)
    counted: Bitmap[70] = field(count="words")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    cell: BqlCell[Bitmap[8]]
    alone: Bitmap[8]
