# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a device that was just reset breaks its own rule."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs"):
    rules = ["count < limit", "limit < 9"]
    count: u8
    limit: u8


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
