# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u23
    b: int
    c: Array[u32]
    d: Unuzed[3]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
