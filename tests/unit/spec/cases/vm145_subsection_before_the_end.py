# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers with subsections, behind which more of the section follows."""

from vmgen.spec import Array, BqlCell, BqlRefCell, Device, Migratable, Registers, subsection, u8


class Inner(Registers, name="dev/inner"):
    a: u8
    on: bool = subsection("dev/inner/on", needed="on")
    off: bool = subsection("dev/inner/off", needed="off")


class Free(Registers, name="free"):
    """No description around it would take `free/on`: only a C device that nests it has it."""

    a: u8
    on: bool = subsection("free/on", needed="on")


class Outer(Registers, name="dev_outer"):
    inner: Inner
    free: Free
    b: u8
    on: bool = subsection("dev_outer/on", needed="on")


class Said(Registers, name="dev/said", nested=True):
    a: u8
    on: bool = subsection("dev/said/on", needed="on")


class Each(Registers, name="each"):
    a: u8
    on: bool = subsection("each/on", needed="on")


class Dev(Device, name="dev"):
    said: Migratable[BqlRefCell[Said]]
    regs: Migratable[BqlRefCell[Outer]]
    level: BqlCell[u8]


class EachState(Device, name="each", crate="each"):
    """Of an array, all but the last element have another one behind them."""

    regs: Array[Migratable[BqlRefCell[Each]], 2]
