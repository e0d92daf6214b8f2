# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Option, Registers, field, u8, u16


class Regs(Registers, name="dev/regs"):
    a: Option[u8]
    b: Option[u8] = field(none=0)
    c: Option[u8] = field(none=-1)
    d: Option[u8] = field(none=300, wire=u16, flag="d_valid")
    e: u8 = field(none=0)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
