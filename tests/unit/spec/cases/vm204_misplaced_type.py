# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, Device, Migratable, Mutex, Registers, Timer, u32


class Regs(Registers, name="dev/regs"):
    a: Timer
    b: Migratable[Mutex[u32]]


class Dev(Device, name="dev"):
    regs: Migratable[Regs]
    c: u32
    d: BqlCell[Regs]
