# SPDX-License-Identifier: GPL-2.0-or-later
"""Queues in the forms that C has."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlRefCell,
    Buffer,
    Device,
    Fifo,
    Fifo8,
    Fifo32,
    Mark,
    Migratable,
    Registers,
    Wire,
    field,
    free,
    i32,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
    u64,
)


class RingRegisters(Registers, name="rings/regs", nested=True):
    """One queue of each form."""

    single: Fifo[u8, 4] = field(form="linear")
    single_data: Wire[Buffer[4]] = slots("single")
    single_count: Wire[u32] = length("single")

    ends: Fifo[u64, 3]
    "Its head and tail alone: one slot is always free."
    ends_head: Wire[u8] = oldest("ends")
    gap: u16
    ends_data: Wire[Array[u64, 4]] = slots("ends")
    ends_tail: Wire[u8] = free("ends")

    whole: Fifo[i32, 4]
    "Both ends and a length, which must agree."
    whole_rptr: Wire[i32] = oldest("whole")
    whole_wptr: Wire[i32] = free("whole")
    whole_count: Wire[i32] = length("whole")
    whole_data: Wire[Array[i32, 4]] = slots("whole")

    log: Fifo[u16, 4] = field(form="full")
    "The last ones, whatever was taken out of it."
    log_next: Wire[u8] = free("log")
    log_data: Wire[Array[u16, 4]] = slots("log")

    size: u16 = field(default=3, ge=1, le=6, wire=i32)
    status: Fifo[u32, 6] = field(modulo="size")
    "Begins again after `size`."
    status_used: Wire[i32] = length("status")
    status_head: Wire[i32] = oldest("status")
    status_data: Wire[Array[u32, 6]] = slots("status")

    turns: u8 = field(default=5, ge=1, le=5)
    short: Fifo[u8, 4] = field(modulo="turns")
    short_head: Wire[u8] = oldest("short")
    short_tail: Wire[u8] = free("short")
    short_data: Wire[Array[u8, 5]] = slots("short")

    sizes: Fifo[i32, 3] = field(form="down")
    "Goes downwards; one slot is always free."
    sizes_head: Wire[i32] = oldest("sizes")
    sizes_tail: Wire[i32] = free("sizes")
    sizes_data: Wire[Array[i32, 4]] = slots("sizes")

    steps: u8 = field(default=3, ge=1, le=4, migrate=False)
    "What the user has set."
    under: Fifo[u16, 4] = field(form="down", modulo="steps")
    over: Fifo[u16, 4] = field(modulo="steps")
    under_free: Wire[u8] = free("under")
    over_free: Wire[u8] = free("over")
    under_count: Wire[u8] = length("under")
    over_count: Wire[u8] = length("over")
    mixed: Wire[Array[u16, 8]] = slots("under", "over")

    mixture: Fifo[u8, 4]
    "Replies, and behind them what else is sent."
    mixture_rptr: Wire[i32] = oldest("mixture")
    mixture_wptr: Wire[i32] = free("mixture")
    mixture_count: Wire[i32] = length("mixture")
    mixture_data: Wire[Buffer[4]] = slots("mixture")
    fixed: Mark["mixture"] = field(wire=u8)
    "From the first slot on where there are none."
    replies: Mark["mixture"] = field(none=-1, wire=i32, rename="mixture.cwptr")
    steep: Mark["under"] = field(none=0xFF, wire=u8)

    words: Fifo[u32, 4]
    "In slots of bytes."
    words_data: Wire[Buffer[16]] = slots("words")
    words_head: Wire[u32] = oldest("words")
    words_num: Wire[u32] = length("words")

    plain: Fifo[i32, 3] = field(rename="plain.data")
    "Stands where its items travel."
    plain_pos: Wire[u8] = oldest("plain")
    plain_len: Wire[u8] = length("plain")
    apart: Fifo[u8, 2] = subsection("rings/regs/apart", needed=CHANGED)
    "With its ends alone, and one slot more than items."
    apart_head: Wire[u8] = oldest("apart")
    apart_tail: Wire[u8] = free("apart")

    left: Fifo[u8, 4] = field(form="linear")
    right: Fifo[u8, 4] = field(form="linear")
    left_count: Wire[u8] = length("left")
    right_count: Wire[u8] = length("right")
    both: Wire[Array[u8, 8]] = slots("left", "right")

    late: Fifo[u16, 4] = subsection("rings/regs/late", needed="gap != 0")
    "Travels in a subsection, with all that it is made of."
    late_data: Wire[Array[u16, 4]] = slots("late")
    late_pos: Wire[u8] = oldest("late")
    late_len: Wire[u8] = length("late")
    urgent: Mark["late"] = subsection("rings/regs/late", none=9, wire=u32)
    front: Mark["words"] = subsection("rings/regs/front", none=-1, wire=i32, needed=CHANGED)


class QueueRegisters(Registers, name="rings/queues", nested=True):
    """Queues of QEMU's own."""

    taken: Fifo8[8]
    pairs: Array[Fifo8[2], 2]
    sent: Fifo32[4] = field(rename="sent.fifo")
    more: u8
    received: Fifo8[8] = subsection("rings/queues/received", needed="more != 0")
    first: Mark["taken.items"] = field(wire=u32)


class RingState(Device, name="rings"):
    """The device."""

    regs: Migratable[BqlRefCell[RingRegisters]]
    queues: Migratable[BqlRefCell[QueueRegisters]]
