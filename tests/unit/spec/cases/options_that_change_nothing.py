# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: options that would change nothing where they stand."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Custom,
    Device,
    InterruptSource,
    Migratable,
    Mirror,
    NonZero,
    Property,
    Registers,
    Wire,
    computed,
    field,
    u8,
    u32,
    u64,
)


class AlarmMigration(Mirror, name="dev/alarm"):
    number: u64


class Regs(Registers, name="dev/regs"):
    a: u8
    odd: NonZero[u8] = field(default=1, mask=0x0F)
    hidden: u8 = field(migrate=False, mask=0x0F)
    sum: Wire[u32] = computed(1 << 40, wire=u64)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    alarm: Migratable[Custom["Alarm", AlarmMigration]] = field(default=3, le=4)
    level: BqlCell[u8] = field(mask=0x0F)
    irq: InterruptSource = field(since=1, migrate=False)
    size: Property[u8] = field(migrate=False)
