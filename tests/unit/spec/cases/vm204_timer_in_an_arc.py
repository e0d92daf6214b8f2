# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Arc, Device, Migratable, Mutex, Registers, Timer, u32


class Inner(Registers, name="dev/inner"):
    ends: Timer


class Regs(Registers, name="dev/regs"):
    a: u32
    inner: Inner


class Dev(Device, name="dev"):
    regs: Migratable[Arc[Mutex[Regs]]]
