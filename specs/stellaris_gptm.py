# SPDX-License-Identifier: GPL-2.0-or-later
"""General purpose timer module of Luminary Micro's Stellaris (GPTM)."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Clock,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    Timer,
    Unused,
    field,
    i64,
    u32,
)


class GptmRegisters(Registers, name="stellaris_gptm/regs", version_id=2):
    """Registers; those of timers A and B are arrays."""

    config: u32
    mode: Array[u32, 2]
    control: u32
    raw_interrupts: u32 = field(rename="state")
    interrupt_mask: u32 = field(rename="mask")
    unused: Unused[8]
    load: Array[u32, 2]
    match_value: Array[u32, 2] = field(rename="match")
    prescale: Array[u32, 2]
    match_prescale: Array[u32, 2]
    rtc: u32
    tick: Array[i64, 2]
    "When each timer runs out, in ns of the virtual clock."


class GptmState(
    Device, name="stellaris_gptm", version_id=2, category="timer", type_name="stellaris-gptm"
):
    """The module of two timers."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[GptmRegisters]]
    timer: Array[Timer, 2]
    clk: Clock
    irq: InterruptSource
    trigger: InterruptSource
    "To the analogue-to-digital converter."
