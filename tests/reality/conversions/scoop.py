# SPDX-License-Identifier: GPL-2.0-or-later
"""Sharp's GPIO chip of PDAs, SCOOP."""

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
    u16,
    u32,
)


class ScoopRegisters(Registers, name="scoop/regs"):
    """What the guest sees."""

    status: u16 = 0x02
    power: u16
    gpio_level: u32
    gpio_dir: u32
    prev_level: u32
    mcr: u16
    cdr: u16
    ccr: u16
    irr: u16
    imr: u16
    isr: u16
    gap: Unused[2] = field(until=0)
    "Gone since version 1."


class ScoopInfo(Device, name="scoop", version_id=1, minimum_version_id=0, category="gpio"):
    """Sixteen lines."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[ScoopRegisters]]
    handler: Array[InterruptSource, 16]
