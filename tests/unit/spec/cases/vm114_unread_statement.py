# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: what the statements of these classes make is in no text that vmgen reads."""

from vmgen.spec import Bits, BqlRefCell, Device, Enum, Migratable, Registers, bits, u8, u32

LATE = True


class Mode(Enum, repr=u8):
    IDLE = 0
    if LATE:
        BUSY = 1
    DONE: int = 2


class Flags(Bits, repr=u8):
    on: bool
    if LATE:
        with open(__file__):
            level: bits[7]


class Regs(Registers, name="dev/regs"):
    a: u8 = 0
    for _i in range(2):
        looped: u32
    b, c = 1, 2
    d = e = 3
    a += 1
    f: u8 = (g := 4)
    print("a string is no field")
    "nobody knows of what"

    def reset(self):
        pass

    class Inner(Registers, name="dev/inner"):
        x: u8

    mode: Mode
    flags: Flags


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    try:
        late: Migratable[BqlRefCell[Regs]]
    except NameError:
        pass
