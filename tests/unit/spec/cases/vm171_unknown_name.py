# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Fifo,
    Migratable,
    Registers,
    Timer,
    Wire,
    derived,
    field,
    length,
    subsection,
    u8,
    u32,
)


class Mode(Enum, repr=u8):
    RUN = 0
    STOP = 1


class Clocked(Registers, name="dev/clocked"):
    kept: u8 = field(migrate=False)
    timer: Timer
    rx: Fifo[u8, 4] = field(form="linear")
    rx_len: Wire[u8] = length("rx")


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
        "self.kept == kept",
        "len(clocked.rx) < 3",
        "clocked.rx_len < 3",
    ]

    a: u32
    rows: Array[u8, 2]
    sum: u32 = derived()
    mode: Mode
    kept: u8 = field(migrate=False)
    clocked: Clocked
    gated: u8 = field(needed="clocked.kept == 1")


class Dev(Device, name="dev"):
    rules = ["self.on", "self.regs.a < 5"]

    regs: Migratable[BqlRefCell[Regs]]
    on: BqlCell[bool] = subsection("dev/on", needed="of")
    off: BqlCell[bool] = subsection("dev/off", needed="self.off")
    far: BqlCell[bool] = subsection("dev/far", needed="regs.b == 3")
