# SPDX-License-Identifier: GPL-2.0-or-later
"""Single values in cells: in place, converted by themselves, and by numbers beside them; parts of a
device in arrays."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Duration,
    Enum,
    MemoryRegion,
    Migratable,
    NonZero,
    Option,
    bits,
    field,
    i32,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class Mode(Enum, repr=u8):
    """What the device does."""

    OFF = 0
    RUN = 1
    HALT = 4


class Control(Bits, repr=u16):
    """Control register."""

    enable: bool
    rate: bits[7]
    _reserved: bits[8]


class Wide(Bits, repr=u64):
    """A register that no macro of QEMU's converts."""

    low: bits[40]
    high: bits[24]


class CellState(
    Device, name="cells", version_id=2, minimum_version_id=1, pre_save=True, post_load=True
):
    """The device."""

    rules = ["mode != Mode.HALT or level > 0", "control.enable or seen == 0"]

    windows: Array[MemoryRegion[0x100, "big"], 2]
    inputs: Array[Clock, 2]
    level: BqlRefCell[u32] = 7
    flags: Array[BqlRefCell[bool], 3] = [True, False, True]
    control: BqlCell[Control] = 3
    seen: BqlCell[u32] = field(rename="seen_count")
    position: BqlCell[u8] = field(lt=16, wire=i32)
    pending: BqlRefCell[bool] = field(wire=u32)
    amounts: Array[BqlCell[u16], 2] = field(ge=1, le=400, default=1)
    last: Migratable[BqlRefCell[Mode]] = Mode.RUN
    controls: Array[Migratable[BqlRefCell[Control]], 2] = [1, 2]
    saved: Migratable[BqlRefCell[Wide]]
    mode: BqlCell[Mode] = field(default=Mode.RUN, wire=u32)
    modes: Array[BqlRefCell[Mode], 3]
    late: BqlCell[u8] = field(needed="mode == Mode.HALT", default=0)
    divider: BqlCell[NonZero[u8]] = field(default=1, le=16)
    wide: BqlCell[Wide]
    limit: BqlCell[Option[u16]] = field(none=-1, wire=i32)
    limits: Array[BqlCell[Option[u8]], 2] = field(none=0xFF, le=200)
    matched: BqlRefCell[Option[u32]] = field(flag="match.valid", rename="match.value")
    timeout: BqlCell[Duration] = field(unit="ms", wire=u32, default=20, since=2)
    pauses: Array[BqlRefCell[Duration], 2] = field(unit="ns")
    next_mode: BqlCell[Mode] = subsection("cells/next", needed=CHANGED, absent=Mode.HALT)
    next_level: BqlRefCell[u8] = subsection("cells/next", default=1)
    history: Array[BqlCell[Mode], 2] = subsection("cells/next")
