# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Equal,
    Migratable,
    Registers,
    field,
    subsection,
    u8,
)


class Regs(Registers, name="dev/regs"):
    lines: Equal[u8] = subsection("dev/regs/lines", needed="lines > 4", default=4)
    rows: Array[Array[Equal[u8], 2], 2]
    bare: Equal
    twice: Equal[Equal[u8]]
    count: u8
    sizes: Array[Equal[u8], 4] = field(count="count", le=3)
    kept: Equal[u8] = field(migrate=False)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
