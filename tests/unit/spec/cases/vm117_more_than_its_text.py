# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: one name of the class is said by no statement of it."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u8


class Regs(Registers, name="dev/regs"):
    a: u8 = field(default=locals().setdefault("b", 3))


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
