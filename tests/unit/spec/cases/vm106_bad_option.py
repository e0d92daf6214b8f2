# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, field, u16, u32


class Regs(Registers, name="dev/regs", version_id="2", priority="FIRST"):
    a: u32 = field(lt="x", since="2")
    b: u32 = 1.5
    c: u16 = field(wire=4)


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
