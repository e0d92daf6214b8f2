# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u32
