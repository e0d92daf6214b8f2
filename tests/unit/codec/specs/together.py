# SPDX-License-Identifier: GPL-2.0-or-later
"""What is not always sent, and what is read by it, such that a load always understands a save."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Fifo,
    Mark,
    Migratable,
    Property,
    Registers,
    Wire,
    field,
    length,
    method,
    oldest,
    subsection,
    u8,
)


class Inner(Registers, name="together/inner", nested=True):
    """Has a number that is not always sent."""

    on: bool
    sum: u8 = subsection("together/inner/sum", needed="on")
    most: u8


class TogetherRegisters(Registers, name="together/regs", nested=True):
    """Numbers that decide about one another."""

    rules = [
        "mode != 2 or low <= high",
        "mode == 2 or low == 0",
        "low <= high",
        "step < 10 or low == 3",
        "len(rare) < 3 or low == 0",
    ]

    mode: u8
    low: u8
    optional: u8 = field(needed="mode > 3")
    more: u8 = field(needed="mode > 3 and optional > 1")
    high: u8 = subsection("together/regs/high", needed="mode == 2")
    step: u8 = subsection("together/regs/step", needed=CHANGED)
    rare: Fifo[u8, 4] = subsection("together/regs/rare", needed="mode > 100")
    rare_pos: Wire[u8] = oldest("rare")
    rare_len: Wire[u8] = length("rare")
    size: u8 = subsection("together/regs/size", needed=CHANGED, default=3, ge=1, le=4)
    ring: Fifo[u8, 4] = field(modulo="size")
    ring_pos: Wire[u8] = oldest("ring")
    ring_len: Wire[u8] = length("ring")
    mark: Mark["ring"] = subsection("together/regs/mark", needed="mode == 9", wire=u8, none=200)
    same: Mark["rare"] = subsection("together/regs/same", needed="mode > 100", wire=u8, none=200)
    used: u8 = subsection("together/regs/items", needed=method("has_items"), le=4)
    items: Array[u8, 4] = subsection("together/regs/items", count="used")
    inner: Inner


class Together(Device, name="together"):
    """The device."""

    rules = ["not regs.inner.on or regs.inner.sum <= regs.inner.most", "fast or kept < 2"]

    regs: Migratable[BqlRefCell[TogetherRegisters]]
    fast: Property[bool]
    kept: BqlCell[u8] = subsection("together/kept", needed="fast")
