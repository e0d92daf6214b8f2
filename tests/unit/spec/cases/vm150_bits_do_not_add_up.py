# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Bits, BqlRefCell, Device, Migratable, Registers, bits, u8


class Flags(Bits, repr=u8):
    busy: bool
    mode: bits[4]


class Regs(Registers, name="dev/regs"):
    a: Flags


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
