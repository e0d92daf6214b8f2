# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: every kind of field that is more than a number."""

from vmgen.spec import (
    CHANGED,
    Arc,
    Array,
    Bitmap,
    Bits,
    BqlCell,
    BqlRefCell,
    Custom,
    Device,
    Duration,
    Enum,
    Equal,
    Fifo,
    Migratable,
    Mirror,
    Mutex,
    NonZero,
    Opaque,
    Option,
    Property,
    Registers,
    Wire,
    bits,
    computed,
    derived,
    field,
    free,
    i16,
    i32,
    i64,
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
    """A mode."""

    OFF = 0
    SLOW = 1
    FAST = 4


class Control(Bits, repr=u32, filled=False):
    """Control register."""

    enable: bool
    depth: bits[4]


class KindsRegisters(Registers, name="kinds/regs", check=True, nested=True):
    """Registers of every kind."""

    rules = [
        "count <= 6 and (control.enable or count == 0)",
        "2 * first + step < 1000",
        "mode != 4 or control.depth >= 2",
    ]

    control: Control = field(rename="cr")
    mode: Mode
    first: u16 = field(le=400)
    step: i16 = field(ge=-5, le=400)
    count: u8 = field(le=8)
    items: Array[u32, 8] = field(count="count")
    prescaler: NonZero[u8] = field(default=1, wire=u32)
    divider: NonZero[u16] = 5
    limit: Option[u32] = field(none=-1, wire=i64)
    channel: Option[NonZero[u8]] = field(wire=u32)
    level: Option[u16] = field(flag="level_valid", lt=512)
    small: Option[u8] = field(flag="small_valid", wire=u32)
    timeout: Duration = field(unit="ns")
    interval: Duration = field(unit="ms", wire=u32, default=20)
    keys: Array[Array[u8, 4], 3]
    wide: Array[Array[u16, 40], 2]
    status: u32 = field(mask=0x0F, force=0x80)
    lines: Array[u8, 4] = field(mask=0x3)
    seen: Bitmap[70]
    core: Opaque[6] = field(reason="what an info of C's own writes")
    inputs: Equal[u8] = field(default=4, wire=u32)
    sizes: Array[Equal[u16], 2] = [16, 64]
    tx: Fifo[u16, 8]
    rx: Fifo[u16, 8]
    log: Fifo[u8, 5]
    tx_head: Wire[i32] = free("tx")
    rx_head: Wire[i32] = free("rx")
    tx_len: Wire[i32] = length("tx")
    rx_len: Wire[i32] = length("rx")
    ring: Wire[Array[u16, 16]] = slots("tx", "rx")
    log_pos: Wire[u8] = oldest("log")
    log_count: Wire[u8] = length("log")
    log_data: Wire[Array[u8, 5]] = slots("log")
    summary: Wire[u32] = computed()
    colour: Custom["Colour"] = field(wire=u32)
    sum: u64 = derived()
    extra: u32 = subsection("kinds/regs/extra", needed=CHANGED, default=7)
    asked: u16 = subsection("kinds/regs/asked", needed=method("asked_needed"))
    more: u16 = subsection("kinds/regs/more", needed="more > 3 and control.enable")


class Cell(Registers, name="kinds/cell"):
    """One of several."""

    value: u32


class ChannelMigration(Mirror, name="kinds_channel"):
    """What of a channel goes into the migration stream."""

    config: u64 = 0x30
    expiry: i64 = -1


class KindsState(
    Device, name="kinds", version_id=2, category="misc", pre_save=True, post_load=True
):
    """The device."""

    regs: Migratable[Arc[Mutex[KindsRegisters]]]
    levels: Array[BqlCell[u32], 3] = 2
    cells: Array[BqlRefCell[Cell], 2]
    boxes: Array[Migratable[BqlRefCell[Cell]], 2]
    used: BqlCell[u8]
    channels: Array[Migratable[Custom["Channel", ChannelMigration]], 4] = field(count="used")
    limit: Property[u32] = 3
    bounded: Array[BqlCell[u16], 6] = field(count="limit", since=2)
    late: BqlCell[u16] = subsection("kinds/late", needed="late > 5 and used != 0")
    last: BqlCell[u32] = subsection("kinds/last", needed=CHANGED, default=9)
    shown: BqlCell[bool] = subsection("kinds/shown", needed=method("shown_needed"))
