# SPDX-License-Identifier: GPL-2.0-or-later
"""Bitmaps whose bits are counted by what cannot."""

from vmgen.spec import (
    Array,
    Bitmap,
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    Property,
    Registers,
    field,
    i32,
    u8,
    u16,
    u32,
    u64,
)


class Regs(Registers, name="dev/regs"):
    short: u16 = field(le=70)
    by_short: Bitmap[70] = field(count="short")
    below: i32 = field(le=70)
    by_below: Bitmap[70] = field(count="below")
    above: u32 = field(le=71)
    by_above: Bitmap[70] = field(count="above")
    fits: u32 = field(le=17)
    by_four: Bitmap[70] = field(count="fits * 4")
    stays: u32 = field(migrate=False)
    by_stays: Bitmap[70] = field(count="stays")
    by_late: Bitmap[70] = field(count="late")
    late: u32
    by_property: Bitmap[70] = field(count="lines")
    words: Array[u64, 2] = field(count="fits")
    right: Bitmap[70] = field(count="fits")


class Dev(Device, name="dev"):
    lines: Property[u32] = field(default=71)
    few: Property[u8] = 8
    wide: BqlCell[i32]
    regs: Migratable[BqlRefCell[Regs]]
    by_lines: Bitmap[BqlCell[u64], 70] = field(count="lines")
    by_few: Bitmap[BqlCell[u64], 70] = field(count="few")
    by_wide: Bitmap[BqlCell[u64], 70] = field(count="wide")
    bytes: Bitmap[BqlCell[u8], 70]
    one: BqlCell[Bitmap[70]]
    bare: Bitmap[70] = field(count="lines")
    part: Bitmap[BqlCell[u64], 70, 1:2]
