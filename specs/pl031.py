# SPDX-License-Identifier: GPL-2.0-or-later
"""ARM PrimeCell real time clock (PL031)."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    field,
    subsection,
    u32,
)


class PL031Registers(Registers, name="pl031/regs"):
    """Registers; the time itself is an offset to the clock of the virtual machine."""

    tick_offset_vmstate: u32
    "The offset in the unit of old versions; up to date only while migration runs."
    match_register: u32 = field(rename="mr")
    load_register: u32 = field(rename="lr")
    control: u32 = field(rename="cr")
    interrupt_mask: u32 = field(rename="im")
    interrupt_status: u32 = field(rename="is")


class PL031State(Device, name="pl031", category="rtc"):
    """The clock."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[PL031Registers]]
    irq: InterruptSource
    tick_offset: BqlCell[u32] = subsection("pl031/tick-offset", needed="migrate_tick_offset")
    migrate_tick_offset: Property[bool] = field(default=True, rename="migrate-tick-offset")
