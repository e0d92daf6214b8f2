# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Buffer,
    Custom,
    Device,
    Migratable,
    Mirror,
    Property,
    Registers,
    field,
    i16,
    i32,
    u8,
    u32,
)


class Outer(Mirror, name="dev/outer"):
    signed: i32
    by_signed: Array[u8, 4] = field(count="signed")


class Regs(Registers, name="dev/regs"):
    rows: u8 = field(le=4)
    none: Array[u32, 16] = field(count="rows * 0")
    most: Array[u32, 16] = field(count="rows * 17")
    above: Array[u32, 15] = field(count="rows * 4")
    power: Array[u32, 16] = field(count="rows ** 2")
    below: i32 = field(le=4)
    by_below: Array[u8, 4] = field(count="below")
    short: i16 = field(ge=0, le=4)
    by_short: Array[u8, 4] = field(count="short")
    words: Buffer[BqlCell[u32], 4]
    big: u8 = field(le=4, wire=i32)
    by_big: Array[u8, 7] = field(count="big * 2")
    by_device: Array[u8, 7] = field(count="blocks")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    other: Migratable[Custom["Other", Outer]]
    blocks: Property[u32] = field(le=5)
    data: Buffer[BqlCell[u8], 64] = field(count="blocks * 16")
    plain: u32 = field(migrate=False)
    by_plain: Array[BqlCell[u8], 4] = field(count="plain")
    signed: BqlCell[i32]
    by_signed: Array[BqlCell[u8], 4] = field(count="signed")
    bytes: Buffer[4]
