# SPDX-License-Identifier: GPL-2.0-or-later
"""Maxim DS1338 real time clock, on the I2C bus."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    I2CSlave,
    Migratable,
    ParentField,
    Registers,
    field,
    i32,
    i64,
    u8,
)

NVRAM_SIZE = 64


class DS1338Registers(Registers, name="ds1338/regs"):
    """What the guest sees."""

    nvram: Array[u8, NVRAM_SIZE]
    "Time and control register as last read, then memory."
    pointer: u8 = field(lt=NVRAM_SIZE, wire=i32, rename="ptr")
    "The byte that is accessed next."
    addr_byte: bool
    "Whether the next byte that is written is the pointer."


class DS1338State(
    Device,
    name="ds1338",
    version_id=2,
    minimum_version_id=1,
    category="rtc",
):
    """The clock."""

    parent_obj: ParentField[I2CSlave]
    offset: BqlCell[i64]
    "Of the guest's time to the host's, in s."
    wday_offset: BqlCell[u8] = field(since=2)
    regs: Migratable[BqlRefCell[DS1338Registers]]
