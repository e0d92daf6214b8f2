# SPDX-License-Identifier: GPL-2.0-or-later
"""SiFive PLIC: every array has a length of its own, which its realize finds from properties."""

from vmgen.spec import (
    Array,
    BqlCell,
    Device,
    MemoryRegion,
    Property,
    field,
    u32,
)

SOURCES = 1024
CONTEXTS = 512
WORDS = SOURCES // 32


class SiFivePlicState(
    Device, name="riscv_sifive_plic", category="intc", type_name="riscv.sifive.plic"
):
    """The controller."""

    mmio: MemoryRegion[0x60_0000, "little"]
    num_sources: Property[u32] = field(default=1, le=SOURCES, rename="num-sources")
    num_addrs: BqlCell[u32] = field(default=1, migrate=False)
    bitfield_words: BqlCell[u32] = field(default=1, migrate=False)
    num_enables: BqlCell[u32] = field(default=1, migrate=False)
    source_priority: Array[BqlCell[u32], SOURCES] = field(count="num_sources")
    target_priority: Array[BqlCell[u32], CONTEXTS] = field(count="num_addrs")
    pending: Array[BqlCell[u32], WORDS] = field(count="bitfield_words")
    claimed: Array[BqlCell[u32], WORDS] = field(count="bitfield_words")
    enable: Array[BqlCell[u32], CONTEXTS * WORDS] = field(count="num_enables")
