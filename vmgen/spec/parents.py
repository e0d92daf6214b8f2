# SPDX-License-Identifier: GPL-2.0-or-later
"""Parents of QEMU's own that have a state in the stream (vmstate-macros.md section 4).

They are written as any spec is; a spec imports them from `vmgen.spec`, or writes one of its own.
"""

# mypy: ignore-errors
# A spec: its annotations are words of the language.

from vmgen.spec.language import Buffer, Parent, i32, u8


class I2CSlave(
    Parent,
    name="I2CSlave",
    header="hw/i2c/i2c.h",
    type_name="i2c-slave",
    vmstate="vmstate_i2c_slave",
):
    """A device on an I2C bus."""

    address: u8
    "Where it answers on its bus."


class SSIPeripheral(
    Parent,
    name="SSISlave",
    header="hw/ssi/ssi.h",
    type_name="ssi-peripheral",
    vmstate="vmstate_ssi_peripheral",
):
    """A device on an SSI bus."""

    cs: bool
    "Whether it is selected."


class PCIDevice(
    Parent,
    name="PCIDevice",
    version_id=2,
    minimum_version_id=1,
    header="hw/pci/pci_device.h",
    type_name="pci-device",
    vmstate="vmstate_pci_device",
    interface="conventional-pci-device",
):
    """A function of a conventional PCI device."""

    version_id: i32 = 2
    "Of what follows."
    config: Buffer[256]
    "Configuration space. C refuses one that differs where the guest cannot write."
    irq_state: Buffer[16]
    "Levels of the four interrupt pins, u32 each."
