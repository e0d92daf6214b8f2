# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: each message says what is true, and its mend works."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    Fifo,
    MemoryRegion,
    Migratable,
    Registers,
    Wire,
    field,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u32,
)


class Mode(Enum, repr=u8):
    IDLE = 0
    STOPPED = 0


class Regs(Registers, name="dev/regs"):
    rules = ["hidden < 4"]

    hidden: u8 = field(migrate=False)
    ctlr: u8
    mode: Mode
    size: u32 = field(migrate=False, le=2048)
    data: Array[u8, 2048] = field(count="size")
    period: Array[u32, 4] = [1, 2, 3]
    single: u32 = [1, 2]
    both: u8 = field(ge=1, gt=2, default=3)
    late: u8 = subsection("dev/regs/late", needed="hidden != 0")


class Queue(Registers, name="dev/queue"):
    a: u8
    recv_fifo: Fifo[u8, 16] = subsection("dev/queue/fifo")
    recv_data: Wire[Array[u8, 16]] = slots("recv_fifo")
    recv_len: Wire[u32] = length("recv_fifo")
    recv_pos: Wire[u32] = oldest("recv_fifo")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    queue: Migratable[BqlRefCell[Queue]]
    regions: Array[MemoryRegion[0x20, "little"], 5]
    clocks: Array[Clock, 2]
    used: BqlCell[u8] = field(le=4)
    boxes: Array[BqlCell[u8], 4] = field(count="used")
