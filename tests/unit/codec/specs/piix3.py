# SPDX-License-Identifier: GPL-2.0-or-later
"""The bridge of the PC, whose parent is a PCI device: the layout of its dump in 11.1."""

from vmgen.spec import Array, BqlCell, Device, ParentField, PCIDevice, field, i32, subsection, u8


class PIIX3State(Device, name="PIIX3", version_id=3, minimum_version_id=2):
    """The bridge from PCI to ISA."""

    parent_obj: ParentField[PCIDevice] = field(rename="dev")
    pci_irq_levels_vmstate: Array[BqlCell[i32], 4] = field(since=3)
    rcr: BqlCell[u8] = subsection("PIIX3/rcr", needed="rcr != 0")
