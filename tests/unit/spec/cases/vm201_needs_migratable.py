# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Enum, Registers, field, u8


class Kind(Enum, repr=u8):
    A = 0


class Regs(Registers, name="dev/regs"):
    a: Kind


class Checked(Registers, name="dev/checked"):
    a: u8 = field(lt=4)


class Dev(Device, name="dev"):
    regs: BqlRefCell[Regs]
    checked: BqlRefCell[Checked]
