# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: fields where a load can stop with part of them done.

What is loaded in place comes first, names begin with one another, and a subsection holds registers
behind `Migratable`.
"""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    Timer,
    Unused,
    field,
    i16,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class Mode(Enum, repr=u8):
    """Not every number is one."""

    OFF = 3
    ON = 5


class Inner(Registers, name="places/inner"):
    """Inside both kinds of registers."""

    low: u8
    high: u64
    five: u8 = 5
    "At reset the byte that announces a subsection."


class InPlace(Registers, name="places/in-place"):
    """Each number is stored as it is read."""

    words: Array[u64, 3]
    inner: Inner
    inners: Array[Inner, 2]
    last: u8 = 5


class Whole(Registers, name="places/whole"):
    """Changes all at once."""

    count: u8 = field(le=4, wire=u32)
    mode: Mode = Mode.ON
    modes: Array[Mode, 2] = field(default=Mode.OFF)
    inners: Array[Inner, 2]
    last: i16 = field(ge=-3, le=3)


class Late(Registers, name="places/late/registers"):
    """In a subsection."""

    number: u16 = field(lt=1000)


class PlacesState(Device, name="places", version_id=3, minimum_version_id=1, category="misc"):
    """The device."""

    iomem: MemoryRegion[0x100, "little"]
    first: BqlCell[u64] = 0x0505_0505_0505_0505
    timer: Timer
    in_place: BqlRefCell[InPlace]
    gap: Unused[5] = field(since=2)
    flag: BqlCell[bool]
    whole: Migratable[BqlRefCell[Whole]]
    again: Migratable[BqlRefCell[Whole]] = field(since=3)
    irq: InterruptSource
    late_regs: Migratable[BqlRefCell[Late]] = subsection("places/late", needed="send_late")
    later: BqlCell[u8] = subsection("places/more", needed="flag")
    clk: Clock = subsection("places/clock", version_id=255, minimum_version_id=254)
    send_late: Property[bool] = field(default=True, rename="send-late")
