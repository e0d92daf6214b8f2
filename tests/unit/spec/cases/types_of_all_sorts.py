# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: annotations that are no type."""

from vmgen.spec import Array, BqlRefCell, Custom, Device, Enum, Migratable, Option, Registers
from vmgen.spec import Unused, u8, u32

_DEEP = u8
for _ in range(40):
    _DEEP = Array[_DEEP, 2]


class Mode(Enum, repr=u8):
    A = 0


class Other(Device, name="other", crate="other"):
    regs: Migratable[BqlRefCell["Inner"]]


class Loop(Registers, name="dev/loop"):
    again: "Loop"
    a: u8


class Regs(Registers, name="dev/regs"):
    divided: Array[u8, len(4)]
    deep: _DEEP
    brackets: Option
    value: Mode.A
    device: Other
    text: Custom["Colour", "Author"]
    again: Loop
    word: Registers
    words: Array[Device, 2]
    a: Unused[True]
    b: Array[u8, 0]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
