# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, field, u8, u16


class Regs(Registers, name="dev/regs"):
    a: Array[Array[Array[u8, 2], 2], 3]
    b: Array[Array[u8, 2], 3] = field(wire=u16)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
