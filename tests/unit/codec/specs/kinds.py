# SPDX-License-Identifier: GPL-2.0-or-later
"""A device with every kind of field that the codec knows."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    InterruptSource,
    Migratable,
    Mutex,
    Property,
    Registers,
    Timer,
    Unused,
    bits,
    field,
    i8,
    i16,
    i32,
    i64,
    subsection,
    u8,
    u16,
    u32,
    u64,
    usize,
)


class Parity(Enum, repr=u8):
    NONE = 0
    EVEN = 1
    ODD = 4


class Level(Enum, bits=2):
    LOW = 0
    MEDIUM = 1
    HIGH = 2
    TOP = 3


class Control(Bits, repr=u16):
    enable: bool
    level: Level
    divider: bits[5]
    _reserved: bits[8]


class Slot(Registers, name="kinds/slot"):
    parity: Parity = Parity.ODD
    word: u16
    kept: u32 = field(default=9, migrate=False)


class Pair(Registers, name="kinds/pair"):
    left: i16 = field(ge=-5, le=5)
    right: i8 = -1


class Regs(Registers, name="kinds/regs", version_id=3):
    control: Control = 0x0102
    on: bool = True
    gap: Unused[3]
    small: i8
    big: u64 = 0x0123_4567_89AB_CDEF
    below: i64 = field(lt=0, default=-1)
    flags: Array[bool, 3] = field(default=[True, False, True])
    index: u8 = field(lt=16, wire=i32)
    narrow: u32 = field(le=200, wire=u8)
    size: usize = field(default=1, ge=1, le=64, wire=u32)
    truth: bool = field(wire=u32)
    parity: Parity = field(wire=u32)
    parities: Array[Parity, 2] = Parity.EVEN
    words: Array[u32, 40] = 7
    pair: Pair
    slots: Array[Slot, 2]
    pairs: Array[Pair, 2]
    hits: u64 = field(default=5, migrate=False)


class Counters(Registers, name="kinds/counters"):
    reads: u32
    last: u8


class Newer(Registers, name="kinds/newer"):
    value: u16 = 0xBEEF


class KindsState(Device, name="kinds", version_id=4, minimum_version_id=2):
    level: BqlCell[u32] = 3
    regs: Migratable[Mutex[Regs]]
    counters: BqlRefCell[Counters]
    pad: Unused[2] = field(since=3)
    timer: Timer
    late: BqlCell[bool] = field(since=4)
    newer: Migratable[BqlRefCell[Newer]] = field(since=3)
    irqs: Array[InterruptSource, 2]
    scratch: u64 = field(default=11, migrate=False)
    clk: Clock = subsection("kinds/clock", needed="migrate_clk")
    extra: BqlCell[u16] = subsection(
        "kinds/more", needed="late", version_id=3, minimum_version_id=1
    )
    extra_timer: Timer = subsection("kinds/more", since=2)
    always: Migratable[BqlRefCell[Pair]] = subsection("kinds/always")
    migrate_clk: Property[bool] = field(default=True, rename="migrate-clk")
