# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Option, Registers, field, u8


class Regs(Registers, name="dev/regs"):
    a: u8 = field(rename="queue.größe")
    b: Option[u8] = field(flag="", rename="queue.b")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]] = field(rename="regs\t")
    level: BqlCell[u8] = field(rename="l" * 256)
