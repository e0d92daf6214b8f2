# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: what stays in its place, and what lies inside something else."""

from vmgen.spec import (
    CHANGED,
    Array,
    Atomic,
    Bits,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Enum,
    I2CSlave,
    InterruptSource,
    Migratable,
    ParentField,
    Property,
    Registers,
    Timer,
    bits,
    field,
    i32,
    i64,
    subsection,
    u8,
    u16,
    u32,
    u64,
    usize,
)


class Mode(Enum, repr=u8):
    """A mode."""

    OFF = 0
    ONCE = 1
    AGAIN = 2


class Wide(Bits, repr=u64):
    """A register of 64 bits."""

    enable: bool
    level: bits[5]
    address: bits[48]
    _reserved: bits[10]


class Alarm(Registers, name="timed_alarm"):
    """A timer with what belongs to it, which is restored in its place."""

    rules = ["mode == 0 or period != 0"]

    mode: Mode
    period: u32
    timer: Timer
    expiry: i64 = field(default=-1, migrate=False)


class Plain(Registers, name="timed_plain"):
    """A timer without anything to refuse."""

    count: u16
    timer: Timer
    expiry: i64 = field(default=-1, migrate=False)


class TimedRegisters(Registers, name="timed/regs", nested=True):
    """Registers."""

    rules = [
        "wide.enable or wide.level == 0",
        "pending < 1000",
        "low != 0x83",
        "alarms[1].mode != Mode.AGAIN or plain.count < 60000",
    ]

    wide: Wide
    wides: Array[Wide, 2]
    pending: Atomic[u32]
    total: Atomic[u64]
    offset: Atomic[i32] = -4
    ready: Atomic[bool] = True
    busy: Atomic[bool] = field(wire=u32)
    index: Atomic[usize] = field(wire=u16, lt=100, default=2)
    words: Array[Atomic[u32], 3]
    small: Array[Atomic[u16], 2] = field(wire=u8, lt=200, default=3)
    signs: Array[Atomic[i32], 2] = field(wire=u16, ge=0, lt=500)
    memory: Buffer[40]
    low: u8 = field(mask=0x0F, force=0x80, lt=0x8A)
    masked: Array[u8, 3] = field(mask=0x0F, lt=12)
    narrow: u32 = field(lt=200, wire=u8)
    used: u8 = field(le=6)
    items: Array[u32, 6] = field(count="used")
    alarm: Alarm
    alarms: Array[Alarm, 2]
    plain: Plain
    wakeup: Timer
    wakeup_ns: i64 = field(default=-1, migrate=False)
    pair: Array[Timer, 2] = field(rename="timers")
    pair_ns: Array[i64, 2] = field(default=-1, migrate=False)
    phase: Mode = subsection(
        "timed/regs/phase", needed=CHANGED, default=Mode.ONCE, absent=Mode.AGAIN
    )
    depth: u8 = subsection("timed/regs/depth", needed=CHANGED, default=3, absent=7, le=9)
    late: Timer = subsection("timed/regs/late", needed=CHANGED)
    late_ns: i64 = field(default=-1, migrate=False)
    deep: u32 = subsection("timed/regs/late/deep", within="timed/regs/late", needed="deep > 4")


class TimedState(Device, name="timed", version_id=3, minimum_version_id=1):
    """The device."""

    regs: Migratable[BqlRefCell[TimedRegisters]]
    parent_obj: ParentField[I2CSlave]
    boxes: Array[Migratable[BqlRefCell[Alarm]], 2] = field(since=2)
    timer: Timer
    timers: Array[Timer, 2] = field(since=3)
    number: Property[u32] = field(default=1, ge=1)
    levels: Array[BqlCell[u16], 4] = field(count="number")
    active: BqlCell[u8]
    spare: Array[Timer, 3] = field(count="active")
    outer: BqlCell[u32] = subsection("timed/outer", needed="outer != 0")
    inner: BqlCell[u16] = subsection("timed/outer/x", within="timed/outer", needed="inner > 2")
    always: BqlCell[bool] = subsection("timed/outer/x/y", within="timed/outer/x")
    irq: InterruptSource
