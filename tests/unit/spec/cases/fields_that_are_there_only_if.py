# SPDX-License-Identifier: GPL-2.0-or-later
"""What a load cannot know when it comes to a field, and versions that no stream has."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Equal,
    Fifo,
    InterruptSource,
    Migratable,
    Parent,
    ParentField,
    Property,
    Registers,
    Wire,
    derived,
    field,
    length,
    method,
    oldest,
    slots,
    subsection,
    u8,
    u16,
)


class Bus(Parent, name="bus", path="hwcore::Bus"):
    a: u8
    b: u8 = field(needed="a > 2")


class Inner(Registers, name="dev/inner", version_id=3, minimum_version_id=2):
    same: Equal[u8]
    new: u8 = field(since=4)


class Regs(Registers, name="dev/regs", nested=True):
    early: u8 = field(needed="late > 2")
    self_: u8 = field(needed="self_ > 2")
    hidden: u8 = field(migrate=False, needed="early > 2")
    late: u8
    away: u8 = field(needed="aside > 2")
    aside: u8 = subsection("dev/regs/aside")
    unsent: u8 = field(needed="hidden > 2")
    number: u8 = field(needed="late")
    always: u8 = field(needed="late >= 0 or late < 9")
    nothing: u8 = field(needed="late // early > 2")
    changed: u8 = field(needed=CHANGED)
    asked: u8 = field(needed=method("asked_needed"))
    wrong: u8 = field(needed=5)
    same: Equal[u8] = field(needed="late > 2")
    inner: Inner = field(needed="late > 2")
    fifo: Fifo[u8, 4]
    pos: Wire[u8] = oldest("fifo", needed="late > 2")
    used: Wire[u8] = length("fifo")
    ring: Wire[Array[u8, 4]] = slots("fifo", since=4)
    sure: u8 = field(absent=3)
    found: u8 = derived()


class Dev(Device, name="dev", version_id=4, minimum_version_id=2):
    parent_obj: ParentField[Bus]
    regs: Migratable[BqlRefCell[Regs]]
    before: BqlCell[u8] = field(needed="behind > 2")
    behind: BqlCell[u8]
    size: Property[u8] = field(default=3, until=2)
    other: Property[u8] = field(default=3, needed="size > 2")
    irq: InterruptSource = field(until=2)
    stays: BqlCell[u16] = field(until=4)
    older: BqlCell[u16] = field(until=1)
    never: BqlCell[u16] = field(since=4, until=3)
    negative: BqlCell[u16] = field(until=-1)
    extra: BqlCell[u8] = subsection("dev/extra", version_id=3, minimum_version_id=2, until=3)
    cells: Array[BqlCell[u8], 2] = field(needed="size > 2", absent=4)
    state: Migratable[BqlRefCell[Inner]] = field(needed="size > 2", absent=4)
    bad: BqlCell[u8] = field(needed=method("Bad"))
    changes: BqlCell[u8] = field(needed=CHANGED)
