# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: arrays that C has as pointers, some of them null."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    Migratable,
    Option,
    Property,
    Registers,
    Timer,
    field,
    i32,
    subsection,
    u8,
    u16,
    u32,
)


class Mode(Enum, repr=u8):
    """A mode."""

    OFF = 0
    RUN = 1


class Channel(Registers, name="pointers_channel", nested=True):
    """Converted, and with a field more since version 2."""

    mode: Mode = Mode.RUN
    level: u16 = field(le=500, default=9)
    late: u8 = field(since=2, default=3)
    extra: u8 = subsection("pointers_channel/extra", needed="extra > 1", default=1)


class Latch(Registers, name="pointers_latch"):
    """Read in place."""

    value: u32
    edge: u8


class PointersState(Device, name="pointers", version_id=2, minimum_version_id=1):
    """The device."""

    rules = ["levels[1] != 0xFFFF"]

    fitted: Array[BqlCell[bool], 4] = field(default=[True, False, True, True], migrate=False)
    wired: Array[BqlCell[bool], 3] = field(migrate=False)
    lines: Property[u8] = field(default=3, le=4)
    levels: Array[BqlCell[u16], 4] = field(present="fitted", rename="level", default=7)
    timers: Array[Timer, 4] = field(present="fitted", count="lines")
    channels: Array[Migratable[BqlRefCell[Channel]], 4] = field(present="fitted", rename="channel")
    latches: Array[BqlRefCell[Latch], 3] = field(present="wired")
    inputs: Array[Clock, 3] = field(present="wired")
    modes: Array[BqlCell[Mode], 4] = field(present="fitted", wire=u32)
    limits: Array[BqlCell[Option[u8]], 3] = field(present="wired", none=-1, wire=i32, since=2)
    seen: Array[Migratable[BqlRefCell[Mode]], 3] = field(present="wired")
    more: Array[BqlCell[u8], 4] = subsection("pointers/more", present="fitted", needed="lines > 1")
    end: BqlCell[u8]
