# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: kinds of fields inside one another, without a word of an author."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    Duration,
    Enum,
    Fifo,
    Migratable,
    Mutex,
    NonZero,
    Option,
    Property,
    Registers,
    Wire,
    bits,
    field,
    free,
    i8,
    i16,
    i32,
    i64,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class Mode(Enum, repr=u8):
    OFF = 1
    ON = 4


class Control(Bits, repr=u16):
    on: bool
    level: bits[7]
    _reserved: bits[8]


class Leaf(Registers, name="nested/leaf"):
    """Deep inside, with everything."""

    rules = ["control.on or number == 0", "signed >= -100"]

    mode: Mode = Mode.OFF
    control: Control
    number: u8
    signed: i32
    odd: NonZero[i16] = -3
    limit: Option[i32] = field(none=-1, ge=0)
    level: Option[NonZero[u16]] = field(flag="has_level", default=7)
    queue: Fifo[u8, 3]
    queue_length: Wire[u8] = length("queue")
    queue_oldest: Wire[u32] = oldest("queue")
    queue_items: Wire[Array[u8, 3]] = slots("queue")
    masked: u16 = field(mask=0xFF, force=0x100, default=0x1FF)
    kept: u32 = field(default=4, migrate=False)
    extra: u32 = subsection("nested/leaf/extra", needed="number > 3")
    late: Option[u8] = subsection(
        "nested/leaf/late", needed="mode == 4", flag="has_late", default=5
    )
    low: u8 = subsection("nested/leaf/low", needed=CHANGED, mask=0x0F, force=0x80, default=3)


class Plain(Registers, name="nested/plain"):
    """QEMU writes into it itself."""

    count: u8
    words: Array[u16, 255] = field(count="count")
    other: u32 = subsection("nested/plain/other", needed=CHANGED, default=2)
    flag: bool = subsection("nested/plain/flag", needed="count > 2")


class Row(Registers, name="nested/row"):
    word: u16
    flag: bool
    count: u8 = field(le=3)
    items: Array[u16, 3] = field(count="count", default=9)


class NestedRegisters(Registers, name="nested/regs"):
    rules = ["total % 8 != 7", "(total & 16) == 0 or not flag", "0 <= total // 2 < 40"]

    total: u32
    flag: bool = field(wire=i32)
    leaf: Leaf
    leaves: Array[Leaf, 2]
    count: u16 = field(le=3, wire=u32)
    counted: Array[Leaf, 3] = field(count="count")
    rows: Array[Row, 2]
    modes: Array[Mode, 4] = field(default=Mode.ON, count="count")
    flags: Array[Array[bool, 2], 3] = field(default=[True, False, True, True, False, False])
    first: Fifo[u64, 4]
    second: Fifo[u64, 4]
    third: Fifo[u64, 4]
    items: Wire[Array[u64, 12]] = slots("first", "second", "third")
    first_free: Wire[u8] = free("first")
    second_free: Wire[i8] = free("second")
    third_free: Wire[u64] = free("third")
    first_length: Wire[i64] = length("first")
    second_length: Wire[u16] = length("second")
    third_length: Wire[i8] = length("third")
    seconds: Duration = field(unit="s")
    short: Duration = field(unit="us", wire=u32, default=1500)
    switch: bool
    switched: u8 = subsection("nested/regs/switched", needed="switch")
    number: Option[u32] = subsection("nested/regs/number", needed=CHANGED, none=-1, wire=i64)
    flagged: Option[u32] = subsection("nested/regs/flagged", needed=CHANGED, flag="has_flagged")
    small: Option[u8] = subsection(
        "nested/regs/small", needed=CHANGED, none=0x100, wire=u16, default=5
    )
    truth: bool = subsection("nested/regs/truth", needed=CHANGED, wire=u32, default=True)


class NestedState(Device, name="nested", version_id=4, minimum_version_id=1):
    regs: Migratable[BqlRefCell[NestedRegisters]]
    more: Array[Migratable[Mutex[Row]], 3] = field(count="cpus", since=2)
    count: BqlCell[u16] = field(since=3)
    words: Array[BqlCell[u64], 5] = field(count="count", since=4)
    plain: Array[BqlRefCell[Plain], 3] = field(count="cpus")
    cpus: Property[u8] = 1
    tail: BqlCell[i8] = subsection("nested/tail", needed="tail < -3 or cpus == 2")
    flags: Array[BqlCell[bool], 6] = subsection(
        "nested/flags", needed="count % 2 == 1", count="count"
    )
    boxes: Array[Migratable[BqlRefCell[Leaf]], 2] = subsection("nested/boxes", needed="cpus > 1")
    set: BqlCell[bool] = subsection("nested/set", needed=CHANGED, default=True)
