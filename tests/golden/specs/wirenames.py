# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: names of C that no field of Rust can have.

It has

- paths (`queue.rptr`) and elements (`level[0]`),
- words of Rust's own:

  1. `type`
  2. `match`
"""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Duration,
    Fifo,
    Migratable,
    Opaque,
    Option,
    Property,
    Registers,
    Timer,
    Unused,
    Wire,
    field,
    free,
    i32,
    length,
    slots,
    subsection,
    u8,
    u16,
    u32,
)


class Channel(Registers, name="wirenames.channel", nested=True):
    """A struct inside, with names and a subsection like those around it."""

    rules = ["limit >= count"]

    limit: u8 = field(default=4, rename="cfg.max")
    count: u8 = field(le=4, rename="cfg.cur[0]")
    items: Array[u16, 4] = field(count="count", rename="data[]")
    late: u32 = subsection("wirenames.channel[late]", needed=CHANGED, rename="dbg.0")


class WireNamesRegisters(Registers, name="wirenames.regs"):
    """Registers with all kinds of fields under names of C's."""

    rules = ["kind != 3 or match_value < 9"]

    kind: u8 = field(rename="type")
    """What it is:

    - 0: nothing
    - 3: a limit, of which `match_value` is below
      nine

    The guest has it in a register:

        7     2 1  0
        +------+----+
        |  0   |kind|
    """
    match_value: u32 = field(lt=100, rename="match")
    rptr: u8 = field(wire=i32, rename="queue.rptr")
    """Where the guest reads.

    | read_at | slot |
    |---------|-----:|
    | 0       |    1 |
    """
    wptr: u8 = field(wire=i32, rename="queue.wptr")
    queue_rptr: u8
    level0: u32 = field(rename="level[0]")
    level1: u32 = field(rename="level[1]")
    level2: u32 = field(rename="level_1")
    level_hint: Option[u16] = field(flag="hint.valid", rename="hint.level")
    delay: Duration = field(unit="ms", rename="timing->delay")
    core: Opaque[4] = field(reason="registers of the core", rename="core.raw")
    quoted: bool = field(rename='say "when" \\o')
    first: u8 = field(rename="1st")
    wide: u8 = field(rename="WideName")
    masked: u8 = field(rename="****")
    rows: Array[Array[u8, 2], 3] = field(rename="env.rows[3][2]")
    channel: Channel = field(rename="chan[0]")
    channels: Array[Channel, 2] = field(rename="chan[1..3]")
    rx: Fifo[u8, 4]
    rx_slots: Wire[Array[u8, 4]] = slots("rx", rename="rx.data")
    rx_len: Wire[i32] = length("rx", rename="rx.num")
    rx_head: Wire[i32] = free("rx", rename="rx.head")


class WireNamesState(
    Device,
    name="wirenames",
    needed="used or level == 0",
):
    """The device."""

    regs: Migratable[BqlRefCell[WireNamesRegisters]] = field(rename="parent_obj.regs")
    pad: Unused[2]
    level: BqlCell[u32] = field(rename="irq.level[0]")
    boxes: Array[Migratable[BqlRefCell[Channel]], 2] = field(rename="box[2]")
    wakeup: Timer = field(rename="ptimer[0]")
    more: BqlCell[u8] = subsection("wirenames.more[x]", needed="more != 0", rename="more.x")
    speed: BqlCell[u32] = subsection("wirenames/speed", needed=CHANGED, default=9, absent=100)
    fast: BqlCell[bool] = subsection("wirenames/speed", default=False, absent=True)
    used: Property[bool] = True
