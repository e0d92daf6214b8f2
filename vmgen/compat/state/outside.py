# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections that belong to no type of device, so that no dump has them.

`-dump-vmstate` prints the descriptions of device classes. What QEMU registers by itself
(`vmstate_register`, `register_savevm_live`, a CPU's `legacy_vmsd`) is not among them. These are the
names that QEMU 7.2 to 11.1 registers so, from the calls in 10.2.2 (hw, migration, system, net, ui,
audio, backends, target) and from streams of 7.2 and 11.1.
"""

from __future__ import annotations

from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Outside:
    """What registers a section, and its version where all these releases have the same."""

    what: str
    version: int | None = None


_CORE = {
    "timer": Outside("the clocks of the machine", 2),
    "cpu_common": Outside("what all CPUs have", 1),
    "globalstate": Outside("whether the machine ran", 1),
    "audio": Outside("the audio backend", 1),
    "slirp": Outside("user networking", 4),
    "PCIBUS": Outside("a PCI bus", 1),
    "i2c_bus": Outside("an I2C bus", 1),
    "adb_bus": Outside("an ADB bus", 0),
    "acpi_build": Outside("the ACPI tables", 1),
    "virt_acpi_build": Outside("the ACPI tables", 1),
    "apic": Outside("a local interrupt controller", 3),
    "arm_timer": Outside("a part of ARM's dual timers", 1),
    "eeprom": Outside("a part of network cards", 20061113),
    "isa-ide": Outside("an IDE controller on the ISA bus", 3),
    "todclock": Outside("the clock of s390x", 1),
    "s390-skeys": Outside("the storage keys of s390x", 1),
    "icp/server": Outside("an interrupt server of pSeries", 1),
}

_OTHERS = {
    "cpu": "the CPU",
    "ram": "guest memory",
    "dirty-bitmap": "bitmaps of block devices",
    "block": "block migration",
    "replay": "record and replay",
    "vdagent": "the clipboard of a guest",
    "dbus-vmstate": "state of a D-Bus helper",
    "tpm-emulator": "an emulated TPM",
    "vfio": "a device that is passed through",
    "hvf-vtimer": "a timer of the hypervisor",
    "vga": "the VGA part of vmware-svga, and four devices",
    "ide": "an IDE controller on the PCI bus",
    "or1k_timer": "the timer of OpenRISC",
    "s390_css": "the channel subsystem of s390x",
    "s390-storage_attributes": "the storage attributes of s390x",
    "spapr": "the pSeries machine",
    "spapr/htab": "the page table of pSeries",
    "spapr_drc": "a connector of pSeries",
    "spapr_drc/physical": "a connector of pSeries",
    "spapr_cpu": "the CPU of pSeries",
    "spapr_iommu": "the IOMMU of pSeries",
    "spapr_nvdimm_states": "memory devices of pSeries",
    "virtio-mem-device-early": "memory that is plugged",
    "onenand": "the flash of 7.2's OMAP boards",
    "max111x": "a converter of 7.2's PXA2xx boards",
    "ads7846": "the touchscreen of 7.2's boards",
    "tsc2005": "the touchscreen of 7.2's boards",
    "tsc2102": "the touchscreen of 7.2's boards",
    "stellaris_gamepad": "the buttons of 7.2's Stellaris boards",
    "ipmi-bmc-sim": "the simulated BMC of 7.2",
    "ipmi-interface": "the interface of 7.2 to a BMC",
    "ipmi-interface-isa-bt": "the interface of 7.2 to a BMC",
    "pxa2xx_cm": "a part of 7.2's PXA2xx",
    "pxa2xx_i2s": "a part of 7.2's PXA2xx",
    "pxa2xx_keypad": "a part of 7.2's PXA2xx",
    "pxa2xx_lcdc": "a part of 7.2's PXA2xx",
    "pxa2xx_mm": "a part of 7.2's PXA2xx",
    "pxa2xx_pm": "a part of 7.2's PXA2xx",
    **dict.fromkeys(
        (
            *("i82550", "i82551", "i82557a", "i82557b", "i82557c", "i82558a", "i82558b"),
            *("i82559a", "i82559b", "i82559c", "i82559er", "i82562", "i82801"),
        ),
        "a network card of the eepro100 family",
    ),
}

OUTSIDE = {**_CORE, **{name: Outside(what) for name, what in _OTHERS.items()}}
"""By the name of the description, or of the section where it has none."""
