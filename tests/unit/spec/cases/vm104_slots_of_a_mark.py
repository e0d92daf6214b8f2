# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: of a ring whose slots have no type, nothing more is said at its mark."""

from vmgen.spec import (
    BqlRefCell,
    Buffer,
    Device,
    Fifo,
    Mark,
    Migratable,
    Registers,
    Wire,
    field,
    length,
    oldest,
    slots,
    u8,
)


class Regs(Registers, name="marked/regs"):
    """A queue, and where its urgent items end."""

    words: Fifo[u8, 4]
    words_data: Wire[Buffer[...]] = slots("words")
    words_head: Wire[u8] = oldest("words")
    words_num: Wire[u8] = length("words")
    front: Mark["words"] = field(none=-1, wire=u8)


class Marked(Device, name="marked"):
    """The device."""

    regs: Migratable[BqlRefCell[Regs]]
