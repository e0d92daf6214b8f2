# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Arc, Device, Migratable, Mutex, Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[Arc[Mutex[Regs]]]
