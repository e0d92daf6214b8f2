# SPDX-License-Identifier: GPL-2.0-or-later
"""Goldfish virtual real time clock."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    field,
    u32,
    u64,
)


class GoldfishRegisters(Registers, name="goldfish_rtc/regs"):
    """The registers, and the offset as versions before 3 had it."""

    tick_offset_vmstate: u64
    alarm_next: u64
    "When the alarm goes off, in ns."
    alarm_running: bool = field(wire=u32)
    irq_pending: bool = field(wire=u32)
    irq_enabled: bool = field(wire=u32)
    time_high: u32


class GoldfishState(
    Device, name="goldfish_rtc", version_id=3, minimum_version_id=0, category="rtc"
):
    """The clock."""

    iomem: MemoryRegion[0x24, "little"]
    regs: Migratable[BqlRefCell[GoldfishRegisters]]
    tick_offset: BqlCell[u64] = field(since=3)
    irq: InterruptSource
