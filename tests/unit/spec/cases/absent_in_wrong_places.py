# SPDX-License-Identifier: GPL-2.0-or-later
"""Values for what is never absent, or cannot be such a value."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    Registers,
    field,
    subsection,
    u8,
)


class Regs(Registers, name="dev/regs"):
    a: u8 = field(absent=3)
    b: u8 = subsection("dev/regs/b", absent=300)
    c: u8 = subsection("dev/regs/b", absent=9, lt=8)
    d: Array[u8, 2] = subsection("dev/regs/b", absent=1)
    e: u8 = subsection("dev/regs/b", absent="no number")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    late: BqlCell[u8] = subsection("dev/late", absent=2)
