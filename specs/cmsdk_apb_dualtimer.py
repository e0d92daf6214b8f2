# SPDX-License-Identifier: GPL-2.0-or-later
"""Dual timer of Arm's Cortex-M System Design Kit (CMSDK)."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Option,
    Registers,
    Timer,
    bits,
    field,
    i64,
    u8,
    u32,
    u64,
)


class Running(Enum, repr=u8):
    """How a periodic timer runs."""

    STOPPED = 0
    PERIODIC = 1
    ONE_SHOT = 2


class PTimer(Registers, name="ptimer"):
    """QEMU's periodic timer. It does not run without a period, by which it divides."""

    rules = ["enabled == 0 or period != 0 or period_frac != 0"]

    enabled: Running
    limit: u64 = 0xFFFF
    "Where it starts again."
    delta: u64 = 0xFFFF
    "What was left at `last_event`."
    period_frac: u32
    "Of a ns, in 2^-32."
    period: i64
    "Of a tick, in ns."
    last_event: i64
    next_event: i64
    timer: Timer
    expiry: Option[i64] = field(migrate=False)
    "Of `timer`, where QEMU's timers do not tell (10.2)."


class Control(Bits, repr=u32):
    """Control register, TIMERXCONTROL."""

    one_shot: bool
    wide: bool
    prescale: bits[2]
    _reserved: bool
    interrupt_enabled: bool
    periodic: bool
    enabled: bool
    _reserved_high: bits[24]


class TimerModule(Registers, name="cmsdk-apb-dualtimer-module"):
    """One of the two timers."""

    timer: PTimer = field(since=1)
    load: u32
    value: u32 = 0xFFFF_FFFF
    "As last written: a timer of 16 bits counts down only the lower half."
    control: Control = 0x20
    interrupt_status: u32 = field(rename="intstatus")


class DualTimerState(Device, name="cmsdk-apb-dualtimer", version_id=2, category="timer"):
    """The device."""

    iomem: MemoryRegion[0x1000, "little"]
    timclk: Clock
    timermod: Array[Migratable[BqlRefCell[TimerModule]], 2] = field(since=1)
    timeritcr: BqlCell[u32]
    "Integration test control register."
    timeritop: BqlCell[u32]
    "Integration test output register."
    irqs: Array[InterruptSource, 3]
    "The combined one, then one for each timer."
