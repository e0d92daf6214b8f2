# SPDX-License-Identifier: GPL-2.0-or-later
"""ARM PrimeCell GPIO (PL061), with Luminary Micro's extensions."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    field,
    u32,
)


class PL061Registers(Registers, name="pl061/regs", version_id=4):
    """Registers with one bit for each of the eight lines."""

    locked: u32 = 1
    "Whether `cr` is write protected."
    data: u32
    old_out_data: u32
    old_in_data: u32
    dir: u32
    "1 for an output."
    isense: u32
    ibe: u32
    iev: u32
    im: u32
    istate: u32
    afsel: u32
    dr2r: u32 = 0xFF
    dr4r: u32
    dr8r: u32
    odr: u32
    pur: u32
    pdr: u32
    slr: u32
    den: u32
    cr: u32 = 0xFF
    amsel: u32 = field(since=2)


class PL061State(Device, name="pl061", version_id=4, category="gpio"):
    """Eight general purpose lines."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[PL061Registers]]
    irq: InterruptSource
    outputs: Array[InterruptSource, 8]
