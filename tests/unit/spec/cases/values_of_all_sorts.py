# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: values of fields that are none."""

from vmgen.spec import Array, BqlRefCell, Device, Fifo, Migratable, Registers, Wire, field, length
from vmgen.spec import slots, subsection, u8


class Regs(Registers, name="dev/regs"):
    a: u8 = subsection(3)
    b: Array[u8, 2] = field(default=[[1], [2]])
    c: u8 = field(default=None)
    d: u8 = field(default=1.5)
    queue: Fifo[u8, 4]
    e: Wire[u8] = length(4)
    f: Wire[Array[u8, 4]] = slots()


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
