# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Duration, Migratable, Registers, field, u64


class Regs(Registers, name="dev/regs"):
    a: Duration
    b: u64 = field(unit="ns")
    c: Duration = field(unit="h")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
