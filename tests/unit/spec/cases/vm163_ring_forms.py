# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Buffer,
    Device,
    Fifo,
    Migratable,
    Property,
    Registers,
    Wire,
    field,
    free,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
)


class Forms(Registers, name="dev/forms"):
    line: Fifo[u8, 4] = field(form="linear", modulo="size")
    line_data: Wire[Buffer[4]] = slots("line")
    line_len: Wire[u8] = length("line")
    size: u8 = field(default=4, ge=1, le=4)
    bent: Fifo[u8, 4] = field(form="linear")
    bent_data: Wire[Buffer[4]] = slots("bent")
    bent_len: Wire[u8] = length("bent")
    bent_end: Wire[u8] = free("bent")
    log: Fifo[u8, 4] = field(form="full")
    log_data: Wire[Buffer[4]] = slots("log")
    log_end: Wire[u8] = free("log")
    log_len: Wire[u8] = length("log")
    other: Fifo[u8, 4] = field(form="round")
    number: u8 = field(form="linear")
    kept: Fifo[u8, 4] = field(migrate=False)
    kept_len: Wire[u8] = length("kept")


class Sizes(Registers, name="dev/sizes"):
    ends: Fifo[u8, 4]
    ends_data: Wire[Buffer[4]] = slots("ends")
    ends_head: Wire[u8] = oldest("ends")
    ends_tail: Wire[u8] = free("ends")
    lost: Fifo[u8, 4] = field(modulo="nothing")
    lost_data: Wire[Buffer[4]] = slots("lost")
    lost_head: Wire[u8] = oldest("lost")
    lost_len: Wire[u8] = length("lost")
    far: Fifo[u8, 4] = field(modulo="depth", form="down")
    far_data: Wire[Buffer[4]] = slots("far")
    far_head: Wire[u8] = oldest("far")
    far_len: Wire[u8] = length("far")
    free_size: u8 = field(migrate=False)
    loose: Fifo[u8, 4] = field(modulo="free_size")
    loose_data: Wire[Buffer[4]] = slots("loose")
    loose_head: Wire[u8] = oldest("loose")
    loose_len: Wire[u8] = length("loose")
    alone: Fifo[u8, 4] = field(form="down")
    alone_data: Wire[Buffer[4]] = slots("alone")
    alone_len: Wire[u8] = length("alone")
    size: u8 = field(default=4, le=4)
    zero: Fifo[u8, 4] = field(modulo="size")
    zero_data: Wire[Buffer[4]] = slots("zero")
    zero_head: Wire[u8] = oldest("zero")
    zero_len: Wire[u8] = length("zero")


class Places(Registers, name="dev/places", nested=True):
    there: Fifo[u8, 4] = subsection("dev/places/there")
    there_len: Wire[u8] = length("there")
    there_pos: Wire[u8] = oldest("there")
    here: Fifo[u8, 4]
    here_len: Wire[u8] = length("here")
    here_pos: Wire[u8] = oldest("here")
    both: Wire[Array[u8, 8]] = slots("here", "there")


class Bytes(Registers, name="dev/bytes"):
    size: u8 = field(default=4, ge=1, le=4)
    wide: Fifo[u32, 4] = field(modulo="size")
    wide_data: Wire[Buffer[16]] = slots("wide")
    wide_head: Wire[u8] = oldest("wide")
    wide_len: Wire[u8] = length("wide")
    under: Fifo[u32, 4] = field(form="down")
    under_data: Wire[Buffer[16]] = slots("under")
    under_head: Wire[u8] = oldest("under")
    under_len: Wire[u8] = length("under")
    many: Fifo[u16, 128]
    many_data: Wire[Buffer[256]] = slots("many")
    many_head: Wire[u32] = oldest("many")
    many_len: Wire[u8] = length("many")


class Dev(Device, name="dev"):
    forms: Migratable[BqlRefCell[Forms]]
    sizes: Migratable[BqlRefCell[Sizes]]
    places: Migratable[BqlRefCell[Places]]
    numbers: Migratable[BqlRefCell[Bytes]]
    depth: Property[u8] = 4
