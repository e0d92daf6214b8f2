# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: fields that are there only if, since and until."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Fifo,
    Migratable,
    Option,
    Property,
    Registers,
    Unused,
    Wire,
    bits,
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
)


class Mode(Enum, repr=u8):
    """A mode."""

    OFF = 0
    ONCE = 1
    AGAIN = 2


class Control(Bits, repr=u16):
    """A register."""

    enable: bool
    level: bits[4]
    _reserved: bits[11]


class Channel(Registers, name="gates_channel"):
    """It has a field more since version 2."""

    count: u8
    limit: u16 = field(default=9, since=2, absent=7)


class Latch(Registers, name="gates_latch"):
    """Read in place."""

    value: u16 = 3
    edge: u8 = field(since=4, default=2)
    "New in the newest version."
    held: u8 = field(needed="value > 2")


class Knob(Registers, name="gates_knob"):
    """In a subsection of registers, whose versions it follows."""

    place: u8
    step: u16 = field(until=1, default=4)
    turn: u8 = field(since=2, default=6, absent=5)


class Notch(Registers, name="gates_notch"):
    """Read in place, in a subsection of the device."""

    depth: u8
    width: u16 = field(since=2)


class Tail(Registers, name="gates_tail"):
    """Converted, in the same subsection."""

    kind: Mode
    gone: u16 = field(until=1, le=900)
    late: u16 = field(since=2, default=5, absent=3)
    last: u8 = field(since=3, needed="kind == Mode.AGAIN")
    notches: Array[Notch, 2]


class GatesRegisters(Registers, name="gates/regs", nested=True):
    """Registers."""

    rules = ["depth < 5", "channel.count != 77 or mode != Mode.AGAIN"]

    mode: Mode = field(wire=u32)
    control: Control
    on: bool = field(wire=i32)
    depth: u8 = field(le=6)
    status: u8 = field(mask=0x0F)
    old: u16 = field(until=2, le=1000)
    "Gone since version 3."
    late: u32 = field(since=3, needed="mode != 0 and on", default=5, absent=6)
    items: Array[u16, 6] = field(needed="control.enable", count="depth")
    channel: Channel
    channels: Array[Channel, 2] = field(needed="status == 3")
    near: u8 = field(needed="channel.count > 200 and control.enable")
    gap: Unused[2] = field(until=1)
    level: Option[u16] = field(flag="level_valid", needed="control.level + depth > 3")
    fifo: Fifo[u8, 4]
    pos: Wire[u8] = oldest("fifo", since=2, until=3)
    used: Wire[u8] = length("fifo", since=2, until=3)
    ring: Wire[Array[u8, 4]] = slots("fifo", since=2, until=3)
    keys: Array[u8, 3]
    key: u8 = field(needed="keys[1] == 3 and mode == Mode.AGAIN")
    last: u8 = 0xEE
    knob: Knob = subsection(
        "gates/regs/knob", needed="depth > 1", version_id=2, minimum_version_id=1
    )


class GatesState(Device, name="gates", version_id=4, minimum_version_id=1):
    """The device."""

    first: BqlCell[u8]
    regs: Migratable[BqlRefCell[GatesRegisters]]
    more: BqlCell[u16] = field(needed="first > 3 and wide", absent=0x1234)
    gone: BqlCell[u32] = field(until=3, rename="was", default=1, absent=2)
    pad: Unused[4] = field(since=2, until=2)
    spares: Array[Migratable[BqlRefCell[Channel]], 2] = field(needed="first == 9")
    late: Migratable[BqlRefCell[Channel]] = field(since=2)
    latch: BqlRefCell[Latch] = field(needed="not wide", rename="held")
    marked: BqlCell[u8] = field(needed=method("has_mark"), absent=0x55)
    boxes: Array[Migratable[BqlRefCell[Channel]], 2] = field(needed=method("has_mark"), since=2)
    extra: BqlCell[u8] = field(needed="regs.depth > 2 and regs.status != 1")
    end: BqlCell[u8]
    tail: Migratable[BqlRefCell[Tail]] = subsection(
        "gates/tail", needed="end > 1", version_id=3, minimum_version_id=1
    )
    notch: BqlRefCell[Notch] = subsection("gates/tail", since=2, until=2)
    wide: Property[bool] = True
