# SPDX-License-Identifier: GPL-2.0-or-later
"""Intel 8254 programmable interval timer (PIT)."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    field,
    i32,
    i64,
    u8,
    u16,
    u32,
)


class PitChannel(Registers, name="pit channel", version_id=2):
    """One of the three counters."""

    count: i32
    latched_count: u16
    count_latched: u8
    status_latched: u8
    status: u8
    read_state: u8
    write_state: u8
    write_latch: u8
    rw_mode: u8
    mode: u8
    bcd: u8
    gate: u8
    count_load_time: i64
    "When the count was loaded, in ns of the virtual clock."
    next_transition_time: i64


class PitRegisters(Registers, name="i8254/regs", version_id=2):
    """The counters."""

    channels: Array[PitChannel, 3] = field(since=2)


class PitState(Device, name="i8254", version_id=3, minimum_version_id=2, category="timer"):
    """The timer."""

    ioports: MemoryRegion[4, "little"]
    irq_disabled: BqlCell[u32] = field(since=3)
    "Of channel 0: the HPET may take its interrupt over."
    regs: Migratable[BqlRefCell[PitRegisters]]
    irq_transition_time: BqlCell[i64]
    "When channel 0 changes its output next; C's stream has it a second time."
    irq: InterruptSource
