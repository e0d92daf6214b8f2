# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u8, u32


class Regs(Registers, name="dev/regs"):
    type: u32
    match: u8


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
