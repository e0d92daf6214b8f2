# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, InterruptSource, MemoryRegion, Migratable, Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev", parent="PCIDevice"):
    regs: Migratable[BqlRefCell[Regs]]


class Bare(Device, name="bare", parent="DeviceState", crate="bare"):
    regs: Migratable[BqlRefCell[Regs]]
    irq: InterruptSource
    iomem: MemoryRegion[4, "little"]
