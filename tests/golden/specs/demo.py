# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: one of everything the spec language can say."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
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
    """Parity of a frame, as IEEE_something [sic] calls it."""

    NONE = 0
    EVEN = 1
    "As many ones as zeros."
    ODD = 2


class Speed(Enum, repr=u16):
    """Not zero at reset."""

    SLOW = 0x100
    FAST_MODE = 0x200


class Level(Enum, bits=2):
    """Two bits of a register."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    RESERVED = 3


class Control(Bits, repr=u16):
    """Control register."""

    enable: bool
    level: Level
    divider: bits[5]
    _reserved: bits[8]


class Plain(Registers, name="demo/plain", version_id=3):
    """Travels as it is, checks included."""

    head: u8 = field(lt=8)
    slots: Array[u16, 8]
    weights: Array[i16, 4] = field(default=[1, -2, 3, -4], ge=-100, le=100)


class Channel(Registers, name="demo/channel"):
    """Travels in another form, so it has a mirror."""

    parity: Parity = Parity.ODD
    limit: usize = field(default=1, wire=u32, ge=1, le=64)
    plain: Plain
    scratch: u64 = field(migrate=False)


class Partial(Registers, name="demo/partial"):
    """Travels as it is, but not all of it."""

    value: u64
    hits: u64 = field(migrate=False)


class DemoRegisters(Registers, name="demo/regs", version_id=2, minimum_version_id=1):
    """Everything that registers can hold.

    And a second paragraph, with a link: https://www.qemu.org/docs and `code`, and a word that is
    CamelCase.
    """

    control: Control = 0x0102
    "Control register. Its `rename` is that of C."
    a8: u8
    a16: u16
    a32: u32
    a64: u64
    s8: i8 = -1
    s16: i16
    s32: i32
    s64: i64 = field(ge=-5)
    gap: Unused[3]
    on: bool = True
    flags: Array[bool, 3]
    parity: Parity = field(wire=u32)
    speed: Speed = field(default=Speed.FAST_MODE, rename="spd")
    speeds: Array[Speed, 2] = field(wire=i32)
    narrow: u32 = field(le=200, wire=u8)
    wide: u8 = field(ge=1, le=9, default=1, wire=i64)
    signed: i8 = field(wire=i32)
    source: i32 = field(ge=0, lt=16, wire=u16)
    truth: bool = field(wire=u32)
    truths: Array[bool, 4] = field(default=True, wire=i32)
    widths: Array[u8, 4] = field(wire=u32, lt=32)
    sums: Array[u16, 4] = field(wire=u64)
    memory: Array[u8, 40]
    plain: Plain
    plains: Array[Plain, 2]
    channel: Channel
    channels: Array[Channel, 3]
    partial: Partial
    partials: Array[Partial, 2]
    cache: u32 = field(default=7, migrate=False)


class Counters(Registers, name="demo/counters"):
    """Behind a plain cell."""

    reads: u32
    writes: u32


class Tail(Registers, name="demo/tail"):
    """Only in newer streams."""

    last: u8 = 0x5A


class DemoState(Device, name="demo", version_id=5, minimum_version_id=2, category="misc"):
    """The device."""

    iomem: MemoryRegion[0x100, "little"]
    "Its registers."
    regs: Migratable[Mutex[DemoRegisters]]
    counters: BqlRefCell[Counters]
    level: BqlCell[u32] = 3
    pad: Unused[2] = field(since=3)
    timer: Timer
    late: BqlCell[bool] = field(since=4)
    tail: Migratable[BqlRefCell[Tail]] = field(since=5)
    irqs: Array[InterruptSource, 2]
    base: u64 = field(migrate=False)
    clk: Clock = subsection("demo/clock", needed="migrate_clk")
    extra: BqlCell[u16] = subsection("demo/more", needed="late", version_id=3, minimum_version_id=1)
    extra_timer: Timer = subsection("demo/more", since=2)
    always: BqlCell[i8] = subsection("demo/always")
    migrate_clk: Property[bool] = field(default=True, rename="migrate-clk")
    size: Property[u32] = 0x20
