# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: how many elements of an array travel, and which."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bitmap,
    Bits,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Enum,
    Fifo,
    Migratable,
    Property,
    Registers,
    Unused,
    Wire,
    bits,
    field,
    i32,
    length,
    slots,
    subsection,
    u8,
    u16,
    u32,
    u64,
)

LINES = 12
"""Lines in all."""
OWN = 8
"""Those of the first processor."""


class Mode(Enum, repr=u8):
    """A mode."""

    OFF = 0
    ON = 3


class Control(Bits, repr=u16):
    """Control register."""

    enable: bool
    divider: bits[15]


class Line(Registers, name="counts/line"):
    """One line; its registers travel as they are."""

    level: u32
    pending: bool


class Port(Registers, name="counts/port"):
    """One port, which has checks of its own."""

    width: u8 = field(default=1, ge=1, le=4)
    rules = ["width != 3"]


class PartRegisters(Registers, name="counts/parts", nested=True):
    """Of each array only a part travels."""

    raw: Array[u32, LINES, 4:12]
    own: Array[u64, LINES, :OWN] = list(range(12))
    flags: Array[bool, 3, 1:] = field(wire=u32)
    narrow: Array[u8, 6, 2:4] = field(le=0x7F)
    wide: Array[i32, 40, 1:39] = -1
    masked: Array[u16, 4, 1:3] = field(default=0x1001, mask=0x0FFF, force=0x1000, ge=0x1001)
    controls: Array[Control, 3, 2:3] = field(default=5, rename="ctl")
    modes: Array[Mode, 5, :2] = Mode.ON
    lines: Array[Line, LINES, OWN:LINES]
    ports: Array[Port, 4, :3]
    head: Buffer[16, :4]
    tail: Buffer[16, 4:]
    late: Array[u16, 4, 2:] = subsection("counts/parts/late", needed="raw_used != 0", default=7)
    raw_used: u8


class CountedRegisters(Registers, name="counts/counted"):
    """Of each array as many elements as a number before it says."""

    rows: u8 = field(le=4)
    cells: Array[u16, 16] = field(count="rows * 4")
    bytes: Buffer[24] = field(count="rows * 6", default=0xFF)
    level: u8 = field(le=5, wire=i32)
    stack: Array[u32, 5] = field(count="level")
    skipped: Unused[8] = field(count="level")
    more: Unused[24] = field(count="rows * 6", needed="level != 1")
    depth: i32 = field(ge=0, le=3, rename="depth[0]")
    pairs: Array[Line, 6] = field(count="depth * 2")
    pins: i32 = field(ge=0, le=70)
    pin: u32 = field(le=33)
    seen: Bitmap[70] = field(count="pins", rename="map")
    lit: Bitmap[33] = field(count="pin", needed="pin != 1", default=5)


class PacketRegisters(Registers, name="counts/packets"):
    """Two queues of which no more travels than is in them."""

    packet: Fifo[u8, 40] = field(form="linear")
    size: Wire[u32] = length("packet")
    packet_data: Wire[Buffer[40]] = slots("packet", count="size", rename="packet")
    words: Fifo[u32, 4] = field(form="linear")
    used: Wire[u8] = length("words")
    word_data: Wire[Array[u32, 4]] = slots("words", count="used")
    end: u16


class CountState(Device, name="counts"):
    """The device."""

    parts: Migratable[BqlRefCell[PartRegisters]]
    counted: Migratable[BqlRefCell[CountedRegisters]]
    packets: Migratable[BqlRefCell[PacketRegisters]]
    blocks: Property[u32] = field(default=2, rename="num-blocks")
    data: Buffer[BqlCell[u8], 64] = field(count="blocks * 16")
    used: BqlCell[u32] = field(default=1, migrate=False)
    raw: Buffer[BqlCell[u8], 8] = field(count="used")
    words: Array[BqlCell[u16], 9] = field(count="used * 3")
    lamps: Bitmap[BqlCell[u64], 80] = field(count="used")
    pins: BqlCell[u32]
    irqs: Bitmap[BqlCell[u64], 130] = field(count="pins")
    whole: Bitmap[BqlCell[u64], 65] = field(default=[3, 1])
    plain: Buffer[BqlCell[u8], 3]
    piece: Buffer[BqlCell[u8], LINES, 4:7] = list(range(12))
    some: Array[BqlCell[u32], LINES, 4:12] = list(range(12))
    first: Array[BqlRefCell[Line], LINES, OWN:] = field(rename="lines")
    last: Array[BqlCell[u8], 6, 2:4] = subsection("counts/last", needed=CHANGED)
