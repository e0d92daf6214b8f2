# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: options without an effect, and what a plain cell cannot check."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    Duration,
    Enum,
    Fifo,
    Property,
    Registers,
    Wire,
    computed,
    field,
    i32,
    length,
    oldest,
    slots,
    Array,
    u8,
    u16,
    u32,
    Migratable,
)


class Kind(Enum, repr=i32):
    A = 0


class Masked(Registers, name="dev/masked"):
    a: u8 = field(mask=0x0F)


class Outer(Registers, name="dev/outer"):
    masked: Masked


class Regs(Registers, name="dev/regs"):
    time: Duration = field(unit="ns", lt=5)
    sum: Wire[u32] = computed(lt=9)
    fifo: Fifo[u16, 4] = field(rename="queue")
    len: Wire[u8] = length("fifo")
    pos: Wire[u8] = oldest("fifo")
    ring: Wire[Array[u16, 4]] = slots("fifo")
    kind: Kind


class Dev(Device, name="dev"):
    outer: BqlRefCell[Outer]
    regs: Migratable[BqlRefCell[Regs]]
    cell: BqlCell[u32] = field(rename="other")
    flag: Property[bool] = field(since=1)
