# SPDX-License-Identifier: GPL-2.0-or-later
"""What random conditions are about: rows of registers, in a spec, in Python and in Rust."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import SimpleNamespace
from typing import Any

from fuzz.conditions import ARRAYS, BITS, FLAGS, INTEGERS, KINDS, LIMITS, VARIANTS
from vmgen.layout import SCALARS
from vmgen.render.rust import Operand

ROWS = 160

SPEC = '''"""What the conditions are about."""
from vmgen.spec import *
class Mode(Enum, repr=u8):
    OFF = 0
    SLOW = 1
    FAST = 4
class Kind(Enum, bits=2):
    A = 0
    B = 1
    C = 2
    D = 3
class Flags(Bits, repr=u32):
    on: bool
    low: bits[3]
    wide: bits[8]
    kind: Kind
    high: bits[10]
    _rest: bits[8]
class Row(Registers, name="dev/row"):
{fields}
    f: bool
    g: bool
    k: bool = field(wire=i32)
    m: Mode
    r: Flags
    p: Array[u8, 4]
    q: Array[Array[i32, 3], 2]
    o: Array[Mode, 2]
    h: Array[u16, 3] = field(migrate=False)
    d: u32 = field(migrate=False)
    e: bool = field(migrate=False)
    n: Fifo[u8, 5]
    n_len: Wire[u8] = length("n")
    n_pos: Wire[u8] = oldest("n")
    n_slots: Wire[Array[u8, 5]] = slots("n")
    rules = [
{rules}
    ]
class Dev(Device, name="dev"):
    row: Migratable[BqlRefCell[Row]]
'''

HEAD = """#![allow(dead_code, non_camel_case_types, unused_variables)]

mod bilge {
    pub mod prelude {
        pub struct u2(pub u8);
        pub struct u3(pub u8);
        pub struct u10(pub u16);
        impl u2 {
            pub fn value(&self) -> u8 {
                self.0
            }
        }
        impl u3 {
            pub fn value(&self) -> u8 {
                self.0
            }
        }
        impl u10 {
            pub fn value(&self) -> u16 {
                self.0
            }
        }
        impl From<crate::Kind> for u2 {
            fn from(kind: crate::Kind) -> Self {
                Self(kind as u8)
            }
        }
    }
}

use bilge::prelude::{u10, u3};

#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
pub enum Mode {
    Off = 0,
    Slow = 1,
    Fast = 4,
}

impl Mode {
    const fn into_bits(self) -> u8 {
        self as u8
    }
}

#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
pub enum Kind {
    A,
    B,
    C,
    D,
}

#[derive(Clone, Copy)]
pub struct Flags(u32);

impl From<Flags> for u32 {
    fn from(flags: Flags) -> Self {
        flags.0
    }
}

impl Flags {
    fn on(&self) -> bool {
        self.0 & 1 != 0
    }
    fn low(&self) -> u3 {
        u3((self.0 >> 1 & 7) as u8)
    }
    fn wide(&self) -> u8 {
        (self.0 >> 4) as u8
    }
    fn kind(&self) -> Kind {
        [Kind::A, Kind::B, Kind::C, Kind::D][(self.0 >> 12 & 3) as usize]
    }
    fn high(&self) -> u10 {
        u10((self.0 >> 14 & 0x3ff) as u16)
    }
}

"""


class Register(int):
    """The value of `r`, with its fields as attributes, as Python sees it in a condition."""

    def __getattr__(self, name: str) -> int:
        if name not in BITS:
            raise AttributeError(name)
        start, width = BITS[name]
        return int(self) >> start & (1 << width) - 1


ENUMS = {
    "Mode": SimpleNamespace(OFF=0, SLOW=1, FAST=4),
    "Kind": SimpleNamespace(A=0, B=1, C=2, D=3),
}
"""As Python sees them in a condition."""

Row = Mapping[str, Any]


def operands() -> dict[str, Operand]:
    """What a condition can name, as fields of a row."""
    found = {name: Operand(f"self.{name}", type_) for name, type_ in INTEGERS.items()}
    found |= {name: Operand(f"self.{name}", "bool") for name in FLAGS}
    found["k"] = Operand("self.k", "i32", flag=True)
    found["m"] = Operand("self.m.into_bits()", "u8", enum="self.m", variants=VARIANTS)
    number = "bilge::prelude::u2::from(self.r.kind()).value()"
    found |= _new_operands()
    return found | {
        "r": Operand("u32::from(self.r)", "u32"),
        "r.on": Operand("self.r.on()", "bool"),
        "r.low": Operand("self.r.low().value()", "u8"),
        "r.wide": Operand("self.r.wide()", "u8"),
        "r.kind": Operand(number, "u8", enum="self.r.kind()", variants=KINDS),
        "r.high": Operand("self.r.high().value()", "u16"),
    }


def _new_operands() -> dict[str, Operand]:
    """Elements and lengths, and what the device has before; `was` is a row of it."""
    found = {
        name: Operand(f"self.{place}", type_)
        for name, place, type_ in (
            ("p[0]", "p[0]", "u8"),
            ("p[-1]", "p[3]", "u8"),
            ("q[0][2]", "q[0][2]", "i32"),
            ("q[1][-3]", "q[1][0]", "i32"),
            ("h[2]", "h[2]", "u16"),
            ("len(n)", "n.len()", "usize"),
            ("d", "d", "u32"),
            ("e", "e", "bool"),
        )
    }
    for name, place in (("o[0]", "self.o[0]"), ("o[1]", "self.o[1]"), ("self.m", "was.m")):
        found[name] = Operand(f"{place}.into_bits()", "u8", enum=place, variants=VARIANTS)
    for name, type_ in (("a", "u8"), ("c", "u32"), ("s", "i8"), ("p[1]", "u8"), ("f", "bool")):
        found[f"self.{name}"] = Operand(f"was.{name}", type_)
    return found | {"self.r.low": Operand("was.r.low().value()", "u8")}


def rows(random: Random) -> list[Row]:
    """States, most of them near the ends of their types and near each other."""
    found: list[Row] = []
    for _ in range(ROWS):
        row: dict[str, Any] = {name: _near(random, name, INTEGERS[name]) for name in INTEGERS}
        row |= {name: random.random() < 0.5 for name in (*FLAGS, "e")}
        row |= {"m": random.choice(list(VARIANTS)), "d": _near(random, "d", "u32")}
        for name, (type_, lengths) in ARRAYS.items():
            row[name] = _array(random, type_, lengths)
        row["n"] = [_near(random, "n", "u8") for _ in range(random.randrange(6))]
        row["r"] = Register(random.choice([0, (1 << 32) - 1, random.randrange(1 << 32)]))
        found.append(row)
    return found


def _near(random: Random, name: str, type_: str) -> int:
    """A number near an end of its type, or near others."""
    if type_ == "Mode":
        return random.choice(list(VARIANTS))
    info = SCALARS[type_]
    low, high = LIMITS.get(name, (info.minimum, info.maximum))
    near = [0, 1, 2, 3, 4, 5, 6, 100, 127, 128, 255, 256, 65535]
    good = [value for value in near if low <= value <= high]
    return random.choice([low, low + 1, high - 1, high, *good, *good])


def _array(random: Random, type_: str, lengths: tuple[int, ...]) -> list[Any]:
    first, *rest = lengths
    return [
        _array(random, type_, tuple(rest)) if rest else _near(random, "", type_)
        for _ in range(first)
    ]


def rust_array(type_: str, lengths: tuple[int, ...]) -> str:
    """The type of an array in Rust."""
    for length in reversed(lengths):
        type_ = f"[{type_}; {length}]"
    return type_


def literal(name: str, value: Any) -> str:
    """A value of a row in Rust."""
    if isinstance(value, list):
        item = "m" if name == "o" else ""
        return f"{'vec!' * (name == 'n')}[{', '.join(literal(item, one) for one in value)}]"
    if name in ("m", "r"):
        return VARIANTS[value] if name == "m" else f"Flags({int(value)})"
    return str(int(value) if name == "k" else value).lower()
