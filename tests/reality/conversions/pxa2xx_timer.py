# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers of the PXA25x and PXA27x."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    field,
    i32,
    u32,
    u64,
)


class Timer0(Registers, name="pxa2xx_timer0", version_id=2):
    """One of the first four: what it compares with."""

    value: u32


class Timer4(Registers, name="pxa2xx_timer4"):
    """One of the PXA27x's own."""

    tm: Timer0
    oldclock: i32
    clock: i32
    lastload: u64
    freq: u32
    control: u32


class PXA2xxTimerRegisters(Registers, name="pxa2xx_timer/regs"):
    """What both have."""

    clock: i32
    oldclock: i32
    lastload: u64
    timer: Array[Timer0, 4]
    events: u32
    irq_enabled: u32
    reset3: u32
    snapshot: u32


class PXA2xxTimerInfo(Device, name="pxa2xx_timer", category="timer", type_name="pxa2xx-timer"):
    """Timers that match."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[PXA2xxTimerRegisters]]
    tm4: Array[Migratable[BqlRefCell[Timer4]], 8] = field(needed="has_tm4")
    has_tm4: Property[bool] = field(default=True, rename="tm4")
    irq: Array[InterruptSource, 4]
    irq4: InterruptSource
