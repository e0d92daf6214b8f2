# SPDX-License-Identifier: GPL-2.0-or-later
"""Every kind of field at every place, for `vmgen plan`."""

from vmgen.spec import (
    CHANGED,
    Array,
    Atomic,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Custom,
    Device,
    Duration,
    Enum,
    Fifo,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Mirror,
    NonZero,
    Option,
    Property,
    Registers,
    Timer,
    Unused,
    Wire,
    bits,
    computed,
    derived,
    field,
    i32,
    length,
    method,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class Mode(Enum, repr=u8):
    "E."

    A = 0
    B = 1


class Flags(Bits, repr=u8):
    "B."

    on: bool
    rest: bits[7]


class Wide(Bits, repr=u64):
    "B."

    on: bool
    rest: bits[63]


class Whole(Registers, name="dev/whole"):
    "W."

    a: u8


class Ruled(Registers, name="dev/ruled"):
    "R."

    rules = ["a < 4"]
    a: u8


class Author(Mirror, name="dev/author"):
    "M."

    number: u32


class Regs(Registers, name="dev/regs", nested=True):
    "R."

    plain: u32
    same: u8 = field(wire=u8)
    other: u8 = field(wire=u32)
    flag: bool = field(wire=u8)
    real: bool
    mode: Mode
    far: Mode = field(wire=i32)
    flags: Flags
    wide: Wide
    masked: u8 = field(mask=3)
    forced: u8 = field(force=3)
    filled: NonZero[u16] = field(default=1)
    maybe: Option[u16] = field(none=-1, wire=i32)
    zeroed: Option[NonZero[u16]]
    there: Option[u8] = field(flag="has_there")
    time: Duration = field(unit="us", wire=u32)
    away: u8 = field(migrate=False)
    found: u8 = derived()
    count: u8 = field(le=2)
    some: Array[u16, 2] = field(count="count")
    rows: Array[Array[u8, 2], 3]
    modes: Array[Mode, 2]
    named: u8 = field(rename="c_name")
    hole: Unused[3]
    queue: Fifo[u8, 4]
    items: Wire[Array[u8, 4]] = slots("queue")
    length: Wire[u8] = length("queue")
    first: Wire[u8] = oldest("queue")
    sum: Wire[u32] = computed()
    colour: Custom["Colour"] = field(wire=u32)
    whole: Whole
    ruled: Ruled
    both: Array[Ruled, 2]
    extra: u8 = subsection("dev/regs/extra", needed="extra > 0")


class Fixed(Registers, name="dev/fixed"):
    "F."

    shared: Atomic[u32]
    pair: Array[Atomic[u8], 2]
    ends: Timer
    both: Array[Timer, 2]


class Dev(Device, name="dev", version_id=2, minimum_version_id=1):
    "D."

    regs: Migratable[BqlRefCell[Regs]]
    fixed: Migratable[BqlRefCell[Fixed]]
    many: Array[Migratable[BqlRefCell[Ruled]], 2]
    author: Migratable[Custom["Tone", Author]]
    cell: BqlCell[u8]
    cells: Array[BqlCell[u16], 2] = field(count="number")
    number: Property[u8] = field(le=2)
    seen: BqlRefCell[Whole]
    late: BqlCell[u32] = field(since=2)
    gone: BqlCell[u8] = field(migrate=False)
    loose: u64 = field(migrate=False)
    pad: Unused[2]
    region: MemoryRegion[64, "little"]
    line: InterruptSource
    lines: Array[InterruptSource, 2]
    clock: Clock
    quiet: Clock = field(migrate=False)
    timer: Timer
    timers: Array[Timer, 2]
    more: BqlCell[u8] = subsection("dev/more", needed=CHANGED)
    asked: BqlCell[u8] = subsection("dev/asked", needed=method("is_asked"))
    always: BqlCell[u8] = subsection("dev/always")
