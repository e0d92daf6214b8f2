# SPDX-License-Identifier: GPL-2.0-or-later
"""BCM2835 mailbox, between the ARM cores and the VideoCore."""

from vmgen.spec import (
    Array,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Mutex,
    Registers,
    field,
    u32,
)

CHANNELS = 9
DEPTH = 32


class Mailbox(Registers, name="bcm2835-mbox_box", version_id=1):
    """One of the two queues."""

    reg: Array[u32, DEPTH] = 0x0F
    "Queued words; 0x0f where there is none."
    count: u32 = field(le=DEPTH)
    status: u32 = 0x4000_0000
    "Empty at reset."
    config: u32


class MboxRegisters(Registers, name="bcm2835-mbox/regs", version_id=1):
    """Both queues and their doorbells."""

    available: Array[bool, CHANNELS]
    mbox: Array[Mailbox, 2] = field(since=1)


class MboxState(Device, name="bcm2835-mbox", version_id=1, category="misc"):
    """The mailboxes."""

    iomem: MemoryRegion[0x400, "little"]
    regs: Migratable[Mutex[MboxRegisters]]
    arm_irq: InterruptSource
