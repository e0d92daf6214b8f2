# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: names that would collide in the emitted Rust, or on the wire."""

from vmgen.spec import (
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    Enum,
    Migratable,
    Option,
    Registers,
    bits,
    field,
    method,
    subsection,
    u8,
    u32,
)


class Result(Registers, name="dev/result"):
    inner: Array["Result", 2]


class Kind(Enum, repr=u8):
    SELF = 0


class Flags(Bits, repr=u8):
    new: bool
    busy: bool
    set_busy: bool
    _reserved: bits[5]


class Regs(Registers, name='dev/re"gs', priority="IOMMU"):
    a: u32
    b: Option[u32] = field(flag="a")
    kind: Kind
    flags: Flags
    big: Array[u8, 3000000000]
    c: u32 = subsection('dev/re"gs/c', needed=method("c_needed"))


class Empty(Registers, name="dev/empty"):
    a: u32 = subsection("dev/empty/a")


class Dev(Device, name="dev", crate="common", category="../../up", config="not a symbol"):
    result: Migratable[BqlRefCell[Result]]
    regs: Migratable[BqlRefCell[Regs]]
    empty: Migratable[BqlRefCell[Empty]]
    x: BqlCell[u32] = subsection("dev/a")
    y: BqlCell[u32] = subsection("dev/ab")
    z: BqlCell[u32] = subsection("dev/a-b")
    w: BqlCell[u32] = subsection("dev/a_b", needed=method("init"))
