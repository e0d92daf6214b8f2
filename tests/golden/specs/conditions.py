# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions of every form: what rules and subsections can name."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Fifo,
    Migratable,
    Mutex,
    NonZero,
    Property,
    Registers,
    Timer,
    Wire,
    bits,
    field,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
)


class Mode(Enum, repr=u8):
    """What the device does."""

    IDLE = 0
    RUN = 1
    STOP = 4


class Speed(Enum, bits=2):
    """How fast."""

    SLOW = 0
    MEDIUM = 1
    FAST = 2
    FASTER = 3


class Control(Bits, repr=u16):
    """Control register."""

    on: bool
    speed: Speed
    level: bits[5]
    _reserved: bits[8]


class Queue(Registers, name="conditions/queue"):
    """A ring."""

    rules = ["len(items) < 8 or first"]
    items: Fifo[u8, 8]
    items_pos: Wire[u8] = oldest("items")
    items_len: Wire[u32] = length("items")
    items_slots: Wire[Array[u8, 8]] = slots("items")
    first: bool


class CoreRegisters(Registers, name="conditions/core", nested=True):
    """Those of the core."""

    rules = [
        "mode in (Mode.IDLE, Mode.STOP) or control.on",
        "control.speed != Speed.FASTER or modes[1] == Mode.RUN",
        "features & ~self.features == 0",
        "lines == self.lines",
        "powered == True or mode != Mode.RUN",
        "levels[0] <= levels[-1]",
        "keys[1][2] < len(levels)",
        "masked & ~limit == 0",
        "mode not in (Mode.RUN, Mode.STOP) or step < limit",
        "(count != 0) == (mode == Mode.RUN) or count in (1, 2, 0x40)",
        "features >> control.level & 1 or lines | 3 == 7 or 1 << control.level >= masked ^ 1",
    ]

    mode: Mode = field(wire=u32)
    modes: Array[Mode, 2] = Mode.IDLE
    control: Control
    features: u32 = 0xFF
    lines: u16 = 4
    powered: bool = field(default=True, migrate=False)
    limit: u8 = field(default=0x1F, migrate=False)
    levels: Array[u8, 3] = field(le=100, wire=u16)
    keys: Array[Array[u8, 4], 2]
    masked: u32 = field(mask=0xFF)
    step: NonZero[u8] = 1
    count: u8
    late: u8 = subsection("conditions/core/late", needed="powered and masked not in (0, 0x100)")
    more: u8 = subsection("conditions/core/more", needed="mode == Mode.STOP and levels[1] != 0")
    last: Mode = subsection("conditions/core/last", needed="last in (Mode.RUN, Mode.STOP)")


class ConditionState(Device, name="conditions", category="misc", post_load=True):
    """The device."""

    rules = [
        "core.lines == lines",
        "core.features & ~features == 0",
        "lines % 2 == 0",
        "core.mode != Mode.RUN or level in (3, 5)",
        "boxes[1].step <= levels[1]",
        "len(queue.items) <= most",
        "queue.first or core.modes[0] == Mode.IDLE",
    ]

    core: Migratable[BqlRefCell[CoreRegisters]]
    queue: Migratable[Mutex[Queue]]
    boxes: Array[Migratable[BqlRefCell[CoreRegisters]], 2]
    level: BqlCell[u8] = 3
    levels: Array[BqlCell[u8], 2] = [0, 9]
    most: BqlCell[u8] = field(default=8, migrate=False)
    lines: Property[u16] = field(default=4, ge=1)
    features: Property[u32] = 0xFFFF
    timer: Timer = subsection("conditions/timer", needed="core.mode == Mode.RUN")
    spare: BqlCell[u8] = subsection("conditions/spare", needed="levels[0] > 5 and lines != 6")
