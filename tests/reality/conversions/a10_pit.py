# SPDX-License-Identifier: GPL-2.0-or-later
"""Allwinner A10 timers: in C an array of pointers, none of which is null."""

from ptimer import Ptimer

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    u32,
)

TIMERS = 6


class PitRegisters(Registers, name="a10.pit/regs"):
    """Registers of all timers."""

    irq_enable: u32
    irq_status: u32
    control: Array[u32, TIMERS]
    interval: Array[u32, TIMERS]
    count: Array[u32, TIMERS]
    watch_dog_mode: u32
    watch_dog_control: u32
    count_lo: u32
    count_hi: u32
    count_ctl: u32


class A10PitState(Device, name="a10.pit", category="timer", type_name="allwinner-A10-timer"):
    """The timers."""

    iomem: MemoryRegion[0x400, "little"]
    regs: Migratable[BqlRefCell[PitRegisters]]
    timer: Array[Migratable[BqlRefCell[Ptimer]], TIMERS]
    irq: Array[InterruptSource, TIMERS]
