# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec that does not say how the guest reads its regions."""

from vmgen.spec import BqlCell, Device, MemoryRegion, u8


class Dev(Device, name="dev"):
    iomem: MemoryRegion[0x100]
    said: MemoryRegion[0x100, "big"]
    other: MemoryRegion[0x100, "native"]
    a: BqlCell[u8]
