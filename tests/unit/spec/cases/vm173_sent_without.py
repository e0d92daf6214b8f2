# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: what is sent without that by which it is read."""

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


class Marked(Registers, name="dev/marked", nested=True):
    mode: u8
    queue: Fifo[u8, 4] = subsection("dev/marked/queue", needed="mode == 2")
    queue_pos: Wire[u8] = oldest("queue")
    queue_len: Wire[u8] = length("queue")
    early: Mark["queue"] = field(wire=u8, none=9)
    late: Mark["queue"] = subsection("dev/marked/late", needed=CHANGED, wire=u8, none=9)
    same: Mark["queue"] = subsection("dev/marked/same", needed="mode == 2", wire=u8, none=9)
    inside: Mark["queue"] = subsection("dev/marked/queue", wire=u8, none=9)


class Around(Registers, name="dev/around"):
    marked: Marked
    out: Mark["marked.queue"] = field(wire=u8)


class Counted(Registers, name="dev/counted", nested=True):
    rules = ["low <= high", "mode < 2 or high > 0", "words[1] == 0 or mode == 3"]

    mode: u8
    low: u8
    high: u8 = subsection("dev/counted/high", needed="mode == 2")
    optional: u8 = field(needed="mode > 1")
    more: u8 = field(needed="optional == 1")
    again: u8 = field(needed="mode > 1 and optional == 1")
    used: u8 = subsection("dev/counted/used", needed=method("has_used"), le=4)
    items: Array[u8, 4] = subsection("dev/counted/items", needed="mode == 4", count="used")
    size: u8 = field(default=2, ge=1, le=4, needed="mode == 1")
    ring: Fifo[u8, 4] = field(modulo="size")
    ring_pos: Wire[u8] = oldest("ring")
    ring_len: Wire[u8] = length("ring")
    few: u8 = field(le=3)
    words: Array[u8, 3] = field(count="few")


class Former(Registers, name="dev/former"):
    """Of the versions of its subsection, which the device does not have."""

    size: u8 = field(until=2, le=4)
    items: Array[u8, 4] = field(count="size")


class Dev(Device, name="dev"):
    rules = ["level < 4 or kept == 1", "kept < 2 or fast"]

    around: Migratable[BqlRefCell[Around]]
    counted: Migratable[BqlRefCell[Counted]]
    level: BqlCell[u8]
    kept: BqlCell[u8] = subsection("dev/kept", needed="fast")
    fast: Property[bool]
    former: Migratable[BqlRefCell[Former]] = subsection(
        "dev/former", needed="level > 1", version_id=3, minimum_version_id=1
    )
