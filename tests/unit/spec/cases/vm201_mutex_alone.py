# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Device, Mutex, Registers, u8


class Regs(Registers, name="dev/regs"):
    a: u8


class Dev(Device, name="dev"):
    regs: Mutex[Regs]
