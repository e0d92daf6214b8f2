# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: statements of classes that say nothing there."""

from vmgen.spec import Bits, BqlRefCell, Device, Enum, Migratable, Registers, bits, u8, u32


class Flags(Bits, repr=u8):
    on: bool = True
    rest: bits[7]


class Mode(Enum, repr=u8):
    A = "none"


class Bare(Enum):
    A = 0


class Both(Enum, repr=u8, bits=8):
    A = 0


class NoRepr(Bits):
    rest: bits[8]
    rules = ["rest < 3"]


class Texts(Registers, name="dev/texts"):
    a: u8
    """It has a sign that turns the text: ‮."""

    mode: Mode
    bare: Bare
    both: Both
    no_repr: NoRepr
    flags: Flags

    rules = ["a < 3"]
    """Nobody reads this."""


class Numbers(Registers, name="dev/numbers"):
    rules = ["a < 3", 7]
    a: u8


class Loose(Registers, name="dev/loose"):
    rules = "a < 3"
    a: u8


class Base(Registers, name="dev/base"):
    a: u8


class Derived(Base, name="dev/derived"):
    a: u32


class Again(Registers, name="dev/again"):
    a: u8


class Again(Registers, name="dev/again"):
    a: u8
    b: u8


class Dev(Device, name="dev"):
    texts: Migratable[BqlRefCell[Texts]]
    numbers: Migratable[BqlRefCell[Numbers]]
    loose: Migratable[BqlRefCell[Loose]]
    derived: Migratable[BqlRefCell[Derived]]
