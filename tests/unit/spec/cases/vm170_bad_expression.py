# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlRefCell,
    Device,
    Migratable,
    Registers,
    field,
    subsection,
    u8,
    u64,
)


class Regs(Registers, name="dev/regs"):
    rules = ["a <", "a + b", "a // b > 1", "a * a * a > 5", "f(a) == 1", "a - 3"]
    a: u64
    b: u64
    n: u8 = field(le=2)
    c: Array[u8, 2] = subsection("dev/regs/c", needed=CHANGED, count="n")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
