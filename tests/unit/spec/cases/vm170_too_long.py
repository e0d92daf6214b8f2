# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a condition that is too long."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u64


class Regs(Registers, name="dev/regs"):
    a: u64
    rules = [" or ".join(["a == 1"] * 300), "a == 2 or " * 300 + "a == 0"]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
