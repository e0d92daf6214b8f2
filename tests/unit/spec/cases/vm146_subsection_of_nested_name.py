# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers that are last in the section, with subsections that no C device of that name has."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u8


class Regs(Registers, name="dev/regs"):
    a: u8
    on: bool = subsection("dev/regs/on", needed="on")
    off: bool = subsection("dev/regs/off", needed="off")


class Dev(Device, name="dev"):
    level: BqlCell[u8]
    regs: Migratable[BqlRefCell[Regs]]
    late: BqlCell[u8] = subsection("dev/late", needed="late != 0")


class Own(Registers, name="own"):
    a: u8
    on: bool = subsection("own/on", needed="on")


class OwnState(Device, name="own", crate="own"):
    """Called as the device, and last: what C has, nested or not."""

    level: BqlCell[u8]
    regs: Migratable[BqlRefCell[Own]]
