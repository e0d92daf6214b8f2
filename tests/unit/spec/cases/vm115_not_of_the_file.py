# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: classes and fields that are no class statements of the file."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, u8, u32

LATE = False

if LATE:

    class Late(Device, name="late"):
        a: BqlCell[u8]


def made():
    class Regs(Registers, name="dev/regs"):
        a: u8

    return Regs


Called = type("Called", (Registers,), {"__annotations__": {"a": "u8"}}, name="dev/called")
Regs = made()


class Bare:
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    called: Migratable[BqlRefCell[Called]]
    cell: BqlCell[u8]


level: u32
