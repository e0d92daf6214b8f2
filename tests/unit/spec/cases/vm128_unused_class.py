# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec of which a class is left over, perhaps because its field was forgotten."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs"):
    a: u8


class Forgotten(Registers, name="dev/forgotten"):
    b: u8


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
