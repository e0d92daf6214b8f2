# SPDX-License-Identifier: GPL-2.0-or-later
"""I/O APIC."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    Unused,
    field,
    u8,
    u32,
    u64,
)


class IOAPICRegisters(Registers, name="ioapic/regs"):
    """What the guest sees."""

    id: u8
    ioregsel: u8
    gap: Unused[8] = field(since=2)
    irr: u32 = field(since=2)
    "New in version 2, in the middle."
    ioredtbl: Array[u64, 24] = 1 << 16


class IOAPICState(
    Device,
    name="ioapic",
    version_id=3,
    minimum_version_id=1,
    category="intc",
    post_load=True,
):
    """Interrupts of a PC."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[IOAPICRegisters]]
    irq: InterruptSource
