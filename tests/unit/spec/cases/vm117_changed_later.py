# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: classes that are no longer what their statements say."""

from vmgen.spec import BqlRefCell, Device, Enum, Migratable, Registers, u8, u32


class Mode(Enum, repr=u8):
    A = 0


class Regs(Registers, name="dev/regs"):
    rules = ["a < 4"]

    a: u8
    mode: Mode


class More(Registers, name="dev/more"):
    b: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    more: Migratable[BqlRefCell[More]]


Mode.B = 1
Regs.rules.append("a != 3")
More.__annotations__["c"] = "u32"
setattr(Dev, "level", 3)
