# SPDX-License-Identifier: GPL-2.0-or-later
"""RISC-V's machine timer (ACLINT): a board may have fewer harts than places for them."""

from vmgen.spec import Array, BqlCell, Device, MemoryRegion, Property, Timer, field, u32, u64

MOST_HARTS = 512
"""As many as the board `virt` can have."""


class RISCVAclintMTimerState(
    Device, name="riscv_mtimer", version_id=3, category="intc", type_name="riscv.aclint.mtimer"
):
    """The timer block."""

    mmio: MemoryRegion[0x8000, "little"]
    num_harts: Property[u32] = field(default=1, le=MOST_HARTS, rename="num-harts")
    fitted: Array[BqlCell[bool], MOST_HARTS] = field(default=[True] * MOST_HARTS, migrate=False)
    "The harts that there are."
    time_delta: BqlCell[u64]
    timecmp: Array[BqlCell[u64], MOST_HARTS] = field(count="num_harts")
    timers: Array[Timer, MOST_HARTS] = field(count="num_harts", present="fitted")
