# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Opaque, Registers, field, u8


class Regs(Registers, name="dev/regs"):
    bare: Opaque
    silent: Opaque[12]
    empty: Opaque[12] = field(reason=" ")
    other: Opaque[12] = field(reason=12)
    named: Opaque["registers of the core"]
    ranged: Opaque[12] = field(reason="registers of the core", le=3)
    short: Opaque[2] = field(reason="registers of the core", default=[1, 2, 3])
    wide: Opaque[2] = field(reason="registers of the core", default=300)
    count: u8 = field(le=2, reason="it counts")
    some: Opaque[2] = field(reason="registers of the core", count="count")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
