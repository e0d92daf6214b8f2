# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers of a converted device, whose C subsections are called by the device's name."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u8


class Last(Registers, name="last/regs"):
    a: u8
    on: bool = subsection("last/on", needed="on")
    free: bool = subsection("other", needed="free")


class LastState(Device, name="last"):
    regs: Migratable[BqlRefCell[Last]]


class Followed(Registers, name="followed/regs"):
    a: u8
    on: bool = subsection("followed/on", needed="on")


class FollowedState(Device, name="followed", crate="followed"):
    regs: Migratable[BqlRefCell[Followed]]
    level: BqlCell[u8]


class Shared(Registers, name="shared/regs"):
    a: u8
    on: bool = subsection("shared/on", needed="on")


class SharedState(Device, name="shared", crate="shared"):
    regs: Migratable[BqlRefCell[Shared]]
    late: BqlCell[u8] = subsection("shared/late", needed="late != 0")
