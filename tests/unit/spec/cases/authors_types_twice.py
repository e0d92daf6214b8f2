# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of the author's with two meanings."""

from vmgen.spec import BqlRefCell, Custom, Device, Migratable, Mirror, Registers, field, u8, u16


class First(Mirror, name="dev_first"):
    a: u8


class Second(Mirror, name="dev_second"):
    a: u8


class Regs(Registers, name="dev/regs"):
    colour: Custom["Colour"] = field(wire=u8)
    border: Custom["Colour"] = field(wire=u16)
    own: Custom["Regs"] = field(wire=u8)
    low: Custom["lower_case"] = field(wire=u8)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    first: Migratable[Custom["Timer1", First]]
    second: Migratable[Custom["Timer1", Second]]
