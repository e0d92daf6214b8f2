# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Bits, Device, Migratable, Mutex, Registers, bits, u32


class Regs(Registers):
    a: u32


class Flags(Bits):
    a: bits[32]


class Dev(Device):
    regs: Migratable[Mutex[Regs]]
