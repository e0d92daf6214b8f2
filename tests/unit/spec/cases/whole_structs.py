# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: what only all of a struct shows."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Custom,
    Device,
    Fifo,
    Migratable,
    Mirror,
    Registers,
    Wire,
    field,
    length,
    oldest,
    slots,
    u8,
    u16,
    u32,
)


class Regs(Registers, name="dev/regs"):
    fifo: Fifo[u16, 300]
    len: Wire[u8] = length("fifo")
    pos: Wire[u16] = oldest("fifo")
    ring: Wire[Array[u16, 300]] = slots("fifo")


class ThingMigration(Mirror, name="dev/thing"):
    a: u32 = field(lt=4)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    thing: Migratable[Custom["Thing", ThingMigration]]
