# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Migratable,
    Registers,
    field,
    subsection,
    u8,
    u16,
)


class Part(Registers, name="dev/part"):
    level: u8


class Regs(Registers, name="dev/regs"):
    parts: Array[Part, 4] = field(present="fitted")


class DevState(Device, name="dev"):
    fitted: Array[BqlCell[bool], 4] = field(migrate=False)
    sent: Array[BqlCell[bool], 4]
    one: BqlCell[bool] = field(migrate=False)
    numbers: Array[BqlCell[u8], 4] = field(migrate=False)
    locked: Array[BqlRefCell[bool], 4] = field(migrate=False)
    regs: Migratable[BqlRefCell[Regs]]
    single: BqlCell[u8] = field(present="fitted")
    buffer: Buffer[BqlCell[u8], 4] = field(present="fitted")
    some: Array[BqlCell[u8], 4, :2] = field(present="fitted")
    nowhere: Array[BqlCell[u8], 4] = field(present="missing")
    by_one: Array[BqlCell[u8], 4] = field(present="one")
    by_numbers: Array[BqlCell[u8], 4] = field(present="numbers")
    by_locked: Array[BqlCell[u8], 4] = field(present="locked")
    by_sent: Array[BqlCell[u8], 4] = field(present="sent")
    longer: Array[BqlCell[u8], 5] = field(present="fitted")
    left: Array[BqlCell[u8], 4] = field(present="fitted", migrate=False)
    changed: Array[BqlCell[u16], 4] = subsection("dev/x", needed=CHANGED, present="fitted")
    words: Array[BqlCell[u16], 4] = field(present="fitted")
    words_pointers: BqlCell[u8]
    wrong: Array[BqlCell[u16], 4] = field(present=4)
