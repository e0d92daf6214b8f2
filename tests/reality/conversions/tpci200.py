# SPDX-License-Identifier: GPL-2.0-or-later
"""TEWS TPCI200, a carrier of four IndustryPack modules on the PCI bus."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Migratable,
    ParentField,
    PCIDevice,
    Registers,
    field,
    u8,
    u16,
)


class Tpci200Registers(Registers, name="tpci200/regs"):
    """What the guest has set."""

    big_endian: Array[bool, 3]
    "Whether the spaces of the modules are swapped."
    ctrl: Array[u8, 4]
    status: u16
    int_set: u8
    "Which interrupts of the modules are up."


class Tpci200State(Device, name="tpci200"):
    """The carrier."""

    parent_obj: ParentField[PCIDevice] = field(rename="dev")
    regs: Migratable[BqlRefCell[Tpci200Registers]]
