# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: conditions that Python has, and vmgen's rules do not."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Custom,
    Device,
    Enum,
    Migratable,
    Mirror,
    Registers,
    i32,
    method,
)
from vmgen.spec import subsection, u8, u64


class Mode(Enum, repr=u8):
    UP = 0


class Other(Enum, repr=u8):
    DOWN = 0


class Regs(Registers, name="dev/regs"):
    rules = [
        "b & 4 == 0",
        "b % 4 == 0",
        "b // 4 == 0",
        "a in b",
        "a is b",
        "a == 1 or a in ()",
        "b & ~a == 0",
        "~f & a == 0",
        "a == f[0]",
        "a == g[b]",
        "m == Other.DOWN",
        "m == o",
        "a < 0x1_0000_0000_0000_0000_0000_0000_0000_0000",
        "a - 0x8000_0000_0000_0000_0000_0000_0000_0000 < 0",
        "c * c * 4 > 0",
        "a ** 2 > 3",
        "+a > 3",
        "~a > 3",
        "1 // a > 3",
        "a %",
        "a | b == 0",
        "a ^ ~a == 0",
        "a << a == 0",
        "a >> b == 0",
        "c << 63 == 0",
        "c << 64 == 0",
        "f | f",
    ]

    a: u8
    b: i32
    c: u64
    f: bool
    g: Array[u8, 2]
    m: Mode
    o: Other


class Author(Mirror, name="dev/author", nested=True):
    number: u8
    more: u8 = subsection("dev/author/more", needed=method("asked"))


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    author: Migratable[Custom["Colour", Author]]
