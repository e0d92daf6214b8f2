# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: names of methods, properties, bits and of the stream."""

from vmgen.spec import (
    Bits,
    BqlRefCell,
    Custom,
    Device,
    Enum,
    Migratable,
    Mirror,
    Property,
    Registers,
    Wire,
    bits,
    computed,
    field,
    method,
    subsection,
    u8,
    u32,
)


class Flags(Bits, repr=u8):
    on: bool
    reserved_1: bits[7]


class Colour(Enum, repr=u8):
    RED = 0


class Author(Mirror, name="dev/author"):
    number: u32


class Regs(Registers, name="dev/regs", nested=True):
    flags: Flags
    colour: Colour
    level: u8
    into_level: Wire[u32] = computed()
    extra: u8 = subsection("dev/regs/extra", needed=method("level"))


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    author: Migratable[Custom["Colour", Author]]
    first: Property[bool] = field(rename="2nd")
    second: Property[bool] = field(rename="chosen")
    third: Property[bool] = field(rename="chosen")
