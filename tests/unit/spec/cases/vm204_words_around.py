# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    Option,
    Registers,
    Wire,
    computed,
    field,
    u32,
)


class Regs(Registers, name="around/regs"):
    control: u32
    """The one that is right."""
    cells: Array[BqlCell[u32], 4]
    rows: Array[Array[BqlCell[u32], 2], 2]
    sums: Array[Wire[u32], 4] = computed()


class Around(Device, name="around"):
    regs: Migratable[BqlRefCell[Regs]]
    bare: Regs
    level: BqlRefCell[u32]
    double: BqlCell[BqlCell[u32]]
    options: Array[Option[u32], 2] = field(none=0)
