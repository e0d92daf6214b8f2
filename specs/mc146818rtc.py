# SPDX-License-Identifier: GPL-2.0-or-later
"""MC146818 real time clock with its CMOS memory, of the PC and others.

The oldest version that it takes is 3, as of the C device since 10.2. That of 7.2 still took 1 and
2, which have no base time: after them the clock would have to be set by the registers.
"""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    Timer,
    Unused,
    i64,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class CmosRegisters(Registers, name="mc146818rtc/regs"):
    """What the guest sees through the two ports."""

    cmos_data: Buffer[128]
    "Time, date and alarm, registers A to D, then memory."
    cmos_index: u8
    "The byte that the data port accesses."


class RtcState(
    Device,
    name="mc146818rtc",
    version_id=3,
    minimum_version_id=3,
    category="rtc",
    post_load=True,
):
    """The clock. Its timers and times are those of the clock that `-rtc clock=` chooses.

    The time in `cmos_data` follows from `base_rtc`, `last_update` and `offset`. C brings it up to
    date before it is sent; where it is read after a load, it is found again, in C too.
    """

    ioports: MemoryRegion[2, "little"]
    regs: Migratable[BqlRefCell[CmosRegisters]]
    current_tm: Unused[28]
    "Once the time, in seven words."
    periodic_timer: Timer
    next_periodic_time: BqlCell[i64]
    second_timers: Unused[24]
    "Once two timers and a time of the update cycle."
    irq_coalesced: BqlCell[u32]
    "Periodic interrupts that the guest has missed."
    period: BqlCell[u32]
    "Of the periodic interrupt, in ticks of 32768 Hz."
    base_rtc: BqlCell[u64]
    "The guest's time at `last_update`, in s."
    last_update: BqlCell[u64]
    offset: BqlCell[i64]
    "Of the guest's time beyond `base_rtc`, in ns."
    update_timer: Timer
    next_alarm_time: BqlCell[u64]
    irq: InterruptSource
    irq_reinject_on_ack_count: BqlCell[u16] = subsection(
        "mc146818rtc/irq_reinject_on_ack_count", needed="irq_reinject_on_ack_count != 0"
    )
