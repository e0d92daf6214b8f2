# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlRefCell, Device, Migratable, Registers, Timer, field, u8


class Inner(Registers, name="dev/inner"):
    a: u8 = field(lt=4)
    skipped: u8 = field(migrate=False)


class Middle(Registers, name="dev/middle", check=True):
    inner: Inner
    timer: Timer


class Outer(Registers, name="dev/outer"):
    middle: Middle


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Outer]]
