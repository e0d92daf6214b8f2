# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Migratable,
    Registers,
    derived,
    subsection,
    u8,
    u32,
)


class Mode(Enum, repr=u8):
    RUN = 0
    STOP = 1


class Regs(Registers, name="dev/regs"):
    rules = [
        "sum < 5",
        "a[0] < 5",
        "rows < 5",
        "rows[2] < 5",
        "len(a) < 5",
        "mode == Mode.HALT",
        "mode == Speed.SLOW",
        "part.none < 5",
    ]

    a: u32
    rows: Array[u8, 2]
    sum: u32 = derived()
    mode: Mode


class Dev(Device, name="dev"):
    rules = ["self.on", "self.regs.a < 5"]

    regs: Migratable[BqlRefCell[Regs]]
    on: BqlCell[bool] = subsection("dev/on", needed="of")
    off: BqlCell[bool] = subsection("dev/off", needed="self.off")
    far: BqlCell[bool] = subsection("dev/far", needed="regs.b == 3")
