# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Buffer,
    Custom,
    Device,
    Migratable,
    Mirror,
    Option,
    Property,
    Registers,
    Timer,
    Unused,
    Wire,
    computed,
    field,
    u8,
    u32,
)


class Outer(Mirror, name="dev/outer"):
    raw: Array[u32, 8, 4:]
    used: u8
    gap: Unused[255] = field(count="used")


class Regs(Registers, name="dev/regs"):
    empty: Array[u32, 8, 4:4]
    behind: Array[u32, 8, 4:9]
    counted_back: Array[u32, 8, -2:]
    stepped: Array[u32, 8, 0:8:2]
    whole: Array[u32, 8, :8]
    text: Array[u32, 8, "4":]
    huge: Array[u32, 8, 2**20000 :]
    number: Array[u32, 8, 4]
    more: Buffer[8, :4, 4:]
    used: u8 = field(le=8)
    both: Array[u32, 8, :4] = field(count="used")
    gap: Unused[4] = field(count="used")
    factor: Unused[4] = field(count="used * 5")
    ahead: Unused[4] = field(count="behind")
    rows: Array[Array[u32, 8], 4, 1:]
    inside: Array[Array[u32, 8, 1:], 4]
    timers: Array[Timer, 4, 2:]
    option: Array[Option[u8], 4, 2:] = field(none=0, ge=1)
    own: Wire[Array[u32, 8, 4:]] = computed()
    rules = ["part[5] != 1"]

    part: Array[u32, 8, 4:]
    stays: Array[u32, 8, 4:] = field(migrate=False)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    other: Migratable[Custom["Other", Outer]]
    wrapped: Array[Migratable[BqlRefCell[Regs]], 8, :4]
    none: Array[BqlCell[u8], 8, 4:4]
    gap: Unused[8] = field(count="lines")
    lines: Property[u32] = field(default=4)
