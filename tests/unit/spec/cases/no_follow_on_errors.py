# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: one missing import, and nothing said of what would follow from it."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlRefCell,
    Device,
    Fifo,
    Migratable,
    Registers,
    Wire,
    field,
    length,
    slots,
    oldest,
    subsection,
    u8,
)


class Flags(Bits, repr=u8):
    on: bool
    level: bits[7]


class Regs(Registers, name="dev/regs", nested=True):
    rules = ["count < 4", "flags.level < 3", "count + first > 0"]

    first: u8
    count: u16 = field(le=4, mask=0xF, none=3, unit="ns", flag="there", rename="c")
    flags: Flags = field(default=3)
    items: Array[u8, 4] = field(count="count")
    wide: Array[u16, 4] = field(count="first", default=[1, 2])
    ring: Fifo[u16, 4]
    ring_len: Wire[u8] = length("ring")
    ring_pos: Wire[u8] = oldest("ring")
    ring_slots: Wire[Array[u16, 4]] = slots("ring")
    late: u16 = subsection("dev/regs/late", needed=CHANGED, absent=3)
    more: u8 = subsection("dev/regs/more", needed="count != 0")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
