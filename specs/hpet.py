# SPDX-License-Identifier: GPL-2.0-or-later
"""High precision event timers (HPET)."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Custom,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Mirror,
    Property,
    Registers,
    field,
    i64,
    method,
    subsection,
    u8,
    u64,
)

MAX_TIMERS = 32


class HPETRegisters(Registers, name="hpet/regs", version_id=2):
    """Registers of the block as a whole."""

    capability: u64 = field(migrate=False)
    "Fixed when the device is made."
    config: u64
    int_status: u64 = field(rename="isr")
    counter: u64 = field(rename="hpet_counter")
    "Of the time at which the counter was last stopped."


class HPETTimerMigration(Mirror, name="hpet_timer"):
    """What of a timer goes into the migration stream: its registers and what it waits for."""

    index: u8 = field(rename="tn")
    config: u64
    cmp: u64
    fsb: u64
    period: u64
    wrap_flag: u8
    qemu_timer: i64 = -1
    "When the timer expires, in ns of the virtual clock; -1 while it is not pending."


class HPETState(Device, name="hpet", version_id=2, category="timer", post_load=True):
    """The block of timers."""

    iomem: MemoryRegion[0x400, "little"]
    regs: Migratable[BqlRefCell[HPETRegisters]]
    num_timers_save: BqlCell[u8] = 3
    "Of the source; the timers that follow in the stream."
    timers: Array[Migratable[Custom["HPETTimer", HPETTimerMigration]], MAX_TIMERS] = field(
        count="num_timers_save"
    )
    irqs: Array[InterruptSource, MAX_TIMERS]
    rtc_irq_level: BqlCell[u8] = subsection("hpet/rtc_irq_level", needed="rtc_irq_level != 0")
    hpet_offset: BqlCell[u64] = subsection("hpet/offset", needed=method("hpet_offset_needed"))
    "Of the counter to the virtual clock."
    hpet_offset_saved: Property[bool] = field(default=True, rename="hpet-offset-saved")
