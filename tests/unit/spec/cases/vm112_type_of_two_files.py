# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: two files, each with a class of this name."""

from _beside import Regs as Beside

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs"):
    a: u8


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    beside: Migratable[BqlRefCell[Beside]]
