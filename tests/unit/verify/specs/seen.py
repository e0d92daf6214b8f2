# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that can hide something in every way there is."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Fifo,
    Migratable,
    Registers,
    Wire,
    field,
    i32,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    u32,
)


class Channel(Registers, name="seen/channel"):
    """One of two."""

    load: u32
    delta: i32


class SeenRegisters(Registers, name="seen/regs"):
    """Registers."""

    control: u32 = 7
    small: u32 = field(le=100)
    queue: Fifo[u8, 4]
    first: Wire[u32] = oldest("queue")
    used: Wire[u32] = length("queue")
    items: Wire[Array[u8, 4]] = slots("queue")
    count: u8 = field(le=3)
    list: Array[u16, 3] = field(count="count")
    memory: Array[u16, 5]
    channels: Array[Channel, 2]


class SeenState(Device, name="seen", version_id=4, minimum_version_id=1, category="misc"):
    """The device."""

    regs: Migratable[BqlRefCell[SeenRegisters]]
    late: BqlCell[u32] = field(since=3)
    extra: BqlCell[u32] = subsection("seen/extra", needed=CHANGED)
    other: BqlCell[u32] = subsection(
        "seen/other", needed=CHANGED, version_id=3, minimum_version_id=1
    )
