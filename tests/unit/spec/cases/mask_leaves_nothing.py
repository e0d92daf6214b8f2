# SPDX-License-Identifier: GPL-2.0-or-later
"""A mask and a range that shut each other out, and a property that counts too far."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    Property,
    Registers,
    field,
    u8,
)


class Regs(Registers, name="dev/regs"):
    always_set: u8 = field(force=0x80, lt=0x80)
    never_so_high: u8 = field(mask=0x0F, ge=0x10, default=0x10)
    reset_is_cut: u8 = field(mask=0x0F, le=0x17, ge=1, default=0x10)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    number: Property[u8] = field(default=5, le=9)
    lines: Array[BqlCell[u8], 4] = field(count="number")
