# SPDX-License-Identifier: GPL-2.0-or-later
"""Global timer of the ARM Cortex-A9 MPCore."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    Timer,
    field,
    subsection,
    u32,
    u64,
)

MAX_CPUS = 4


class GlobalTimerRegisters(Registers, name="arm.cortex-a9-global-timer/regs"):
    """What all CPUs share."""

    counter: u64
    ref_counter: u64
    "The counter at `cpu_ref_time`."
    cpu_ref_time: u64


class PerCpuRegisters(Registers, name="arm.cortex-a9-global-timer.percpu"):
    """Comparator of one CPU."""

    control: u32
    compare: u64
    status: u32
    inc: u32


class GlobalTimerState(
    Device, name="arm.cortex-a9-global-timer", category="timer", crate="a9_global_timer"
):
    """The timer."""

    iomem: MemoryRegion[0x20, "little"]
    timer: Timer
    regs: Migratable[BqlRefCell[GlobalTimerRegisters]]
    per_cpu: Array[Migratable[BqlRefCell[PerCpuRegisters]], MAX_CPUS] = field(
        count="num_cpu", since=1
    )
    irqs: Array[InterruptSource, MAX_CPUS]
    control: BqlCell[u32] = subsection("arm.cortex-a9-global-timer.control", needed="control != 0")
    num_cpu: Property[u32] = field(default=1, ge=1, rename="num-cpu")
