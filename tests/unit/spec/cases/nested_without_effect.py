# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs", nested=True):
    a: u8


class Dev(Device, name="dev", nested=True):
    regs: Migratable[BqlRefCell[Regs]]
