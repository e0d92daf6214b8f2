# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    BqlRefCell,
    Device,
    Migratable,
    Parent,
    ParentField,
    Registers,
    field,
    subsection,
    u32,
)


class Inner(Registers, name="dev/inner"):
    a: u32
    b: u32 = field(until=1)


class Regs(Registers, name="dev/regs", nested=True):
    a: u32
    b: u32 = field(since=2)
    inner: Inner
    again: Inner = subsection("dev/regs/x", version_id=2, minimum_version_id=1)


class More(Registers, name="dev/more"):
    c: u32 = field(since=2)
    d: u32 = field(since=4)
    e: u32 = field(until=3)


class Bus(Parent, name="bus", path="hwcore::Bus"):
    a: u32 = field(since=2)


class Dev(Device, name="dev", version_id=2, minimum_version_id=1):
    parent_obj: ParentField[Bus]
    regs: Migratable[BqlRefCell[Regs]]
    more: Migratable[BqlRefCell[More]] = subsection("dev/y", version_id=3)
