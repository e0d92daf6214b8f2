# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Enum, Migratable, Mutex, Registers, field, u8, u32


class Regs(Registers, name="dev/regs"):
    a: u32 = field(migrate=False)


class Nothing(Enum, repr=u8):
    """No variants."""


class Other(Registers, name="dev/other"):
    kind: Nothing


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    other: Migratable[Mutex[Other]]
