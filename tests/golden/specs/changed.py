# SPDX-License-Identifier: GPL-2.0-or-later
"""`CHANGED` of whatever can change: numbers, arrays, bit fields, structs, queues, cells."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bitmap,
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Fifo,
    Migratable,
    Parent,
    ParentField,
    Registers,
    Unused,
    Wire,
    bits,
    field,
    free,
    i16,
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


class Control(Bits, repr=u16):
    """Control register."""

    on: bool
    level: bits[15]


class Plain(Registers, name="changed/plain"):
    """Travels as it is."""

    first: u8 = 3
    steps: Array[u16, 2] = [1, 2]
    control: Control = 5


class Converted(Registers, name="changed/converted", nested=True):
    """Travels in another form, and not all of it."""

    mode: Mode = Mode.RUN
    plain: Plain
    masked: u32 = field(mask=0xFF)
    cache: u32 = field(default=7, migrate=False)
    late: u8 = subsection("changed/converted/late", default=1, absent=4)


class CoreRegisters(Registers, name="changed/core", nested=True):
    """One of each."""

    always: u8
    levels: Array[u8, 4] = subsection("changed/core/levels", needed=CHANGED)
    wide: Array[u8, 40] = subsection("changed/core/wide", needed=CHANGED, default=7)
    offsets: Array[i16, 3] = subsection("changed/core/offsets", needed=CHANGED, default=[1, -2, 3])
    rows: Array[Array[u8, 2], 3] = subsection("changed/core/rows", needed=CHANGED)
    modes: Array[Mode, 2] = subsection("changed/core/modes", needed=CHANGED, default=Mode.RUN)
    flags: Array[bool, 2] = subsection("changed/core/flags", needed=CHANGED, default=True)
    seen: Bitmap[70] = subsection("changed/core/seen", needed=CHANGED)
    control: Control = subsection("changed/core/control", needed=CHANGED, default=9)
    gap: Unused[2] = subsection("changed/core/control")
    plain: Plain = subsection("changed/core/plain", needed=CHANGED)
    plains: Array[Plain, 2] = subsection("changed/core/many", needed=CHANGED)
    converted: Converted = subsection("changed/core/converted", needed=CHANGED)
    several: Array[Converted, 2] = subsection("changed/core/converted")
    rx: Fifo[u8, 8] = subsection("changed/core/rx", needed=CHANGED)
    rx_len: Wire[u32] = length("rx")
    rx_pos: Wire[u8] = oldest("rx")
    rx_slots: Wire[Array[u8, 8]] = slots("rx")
    tx: Fifo[u8, 7] = subsection("changed/core/tx", needed=CHANGED)
    tx_head: Wire[u8] = oldest("tx")
    tx_tail: Wire[u8] = free("tx")
    tx_slots: Wire[Array[u8, 8]] = slots("tx")


class ISADevice(
    Parent,
    name="isa-device",
    header="hw/isa/isa.h",
    type_name="isa-device",
    klass="DeviceClass",
):
    """C has no class of its own for it, and sends nothing of it."""


class ChangedState(Device, name="changed", category="misc"):
    """The device."""

    parent_obj: ParentField[ISADevice] = field(migrate=False)
    core: Migratable[BqlRefCell[CoreRegisters]]
    cells: Array[BqlCell[u8], 3] = subsection("changed/cells", needed=CHANGED)
    flags: Array[BqlCell[bool], 2] = subsection("changed/flags", needed=CHANGED, default=True)
    several: Array[BqlCell[u16], 2] = subsection("changed/several", needed=CHANGED, default=[1, 2])
    one: BqlCell[u8] = subsection("changed/several")
