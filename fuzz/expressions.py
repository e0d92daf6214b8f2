# SPDX-License-Identifier: GPL-2.0-or-later
"""Random conditions: Python itself, the codec and the emitted Rust must agree on each.

python -m fuzz.expressions [--seed N] [--count N] [--share 1/1]

The conditions of a seed are the same in every run; `--share 2/3` is the second third of them. The
last line says how many of them have each operator and each kind of name.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType

from fuzz.conditions import BITS, FLAGS, GROUPS, INTEGERS, KINDS, LIMITS, VARIANTS, truth
from vmgen.diagnostics import Diagnostics
from vmgen.expression import Expression, names, parse
from vmgen.layout import SCALARS
from vmgen.layout.condition import Condition
from vmgen.model.conditions import condition as of_the_codec
from vmgen.model.nodes import Device, Struct
from vmgen.model.scope import Scope, Seen
from vmgen.render.expressions import condition
from vmgen.render.rust import Operand
from vmgen.spec.read import read_specs
from vmgen.tools.run import needs_tool

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
    rules = [
{rules}
    ]
class Dev(Device, name="dev"):
    row: Migratable[BqlRefCell[Row]]
'''

HEAD = """#![allow(dead_code, non_camel_case_types)]

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


Row = Mapping[str, int]


def operands() -> dict[str, Operand]:
    """What a condition can name, as fields of a row."""
    found = {name: Operand(f"self.{name}", type_) for name, type_ in INTEGERS.items()}
    found |= {name: Operand(f"self.{name}", "bool") for name in FLAGS}
    found["k"] = Operand("self.k", "i32", flag=True)
    found["m"] = Operand("self.m.into_bits()", "u8", enum="self.m", variants=VARIANTS)
    number = "bilge::prelude::u2::from(self.r.kind()).value()"
    return found | {
        "r": Operand("u32::from(self.r)", "u32"),
        "r.on": Operand("self.r.on()", "bool"),
        "r.low": Operand("self.r.low().value()", "u8"),
        "r.wide": Operand("self.r.wide()", "u8"),
        "r.kind": Operand(number, "u8", enum="self.r.kind()", variants=KINDS),
        "r.high": Operand("self.r.high().value()", "u16"),
    }


# -- conditions ------------------------------------------------------------------------------------


def spec_device(rules: list[str]) -> tuple[Device | None, Diagnostics, int]:
    """The device with these rules, what vmgen finds in it, and the line of the first rule."""
    fields = [f"    {name}: {type_}" for name, type_ in INTEGERS.items() if name not in LIMITS]
    fields = [f"{it} = field(wire=u64)" if it.endswith("usize") else it for it in fields]
    fields += [
        f"    {name}: {INTEGERS[name]} = field(ge={low}, le={high})"
        for name, (low, high) in LIMITS.items()
    ]
    lines = [f"        {rule!r}," for rule in rules]
    text = SPEC.format(fields="\n".join(fields), rules="\n".join(lines))
    with tempfile.TemporaryDirectory(prefix="vmgen-expressions-") as folder:
        file = Path(folder, "dev.py")
        file.write_text(text, encoding="utf-8")
        found = Diagnostics()
        devices = read_specs([file], found)
    first = text[: text.index("    rules = [")].count("\n") + 2
    return (devices[0] if devices else None), found, first


@cache
def about() -> tuple[Device, Struct]:
    """The device and the registers that conditions are about."""
    device, *_ = spec_device([])
    assert device is not None
    return device, next(node for node in device.types if isinstance(node, Struct))


def ranges() -> Mapping[str, tuple[int, int]]:
    """What each name can hold."""
    scope = Scope(*about(), "rule")
    found = {name: scope.find(name) for name in operands()}
    return {name: seen.bounds for name, seen in found.items() if isinstance(seen, Seen)}


def read(text: str) -> Expression:
    """The condition of a text, with the numbers that variants and lengths are."""
    return Scope(*about(), "rule").read(text).expression


def conditions(random: Random, count: int) -> list[str]:
    """So many conditions that vmgen accepts as rules; the reset state may break them."""
    found: dict[str, None] = {}
    while len(found) < count:
        texts = [truth(random, random.choice([1, 2, 2, 3])) for _ in range(count)]
        _, findings, first = spec_device(texts)
        refused = {item.position.line - first for item in findings if item.code != "VM123"}
        found |= {text: None for at, text in enumerate(texts) if at not in refused}
    return list(found)[:count]


def shares(texts: list[str]) -> str:
    """How many of the conditions have each operator and each kind of name."""
    words = ["and", "or", "not", "<", "<=", ">", ">=", "==", "!=", "+", "-", "*", "//", "%", "&"]
    has = {word: sum(f" {word} " in f" {text} " for text in texts) for word in words}
    for group, known in GROUPS.items():
        has[group] = sum(any(name in known for name in names(parse(text))) for text in texts)
    return ", ".join(f"{word} {count * 100 // len(texts)} %" for word, count in has.items())


def rows(random: Random) -> list[Row]:
    """States, most of them near the ends of their types and near each other."""
    found: list[Row] = []
    for _ in range(ROWS):
        row: dict[str, int] = {}
        for name, type_ in INTEGERS.items():
            info = SCALARS[type_]
            low, high = LIMITS.get(name, (info.minimum, info.maximum))
            ends = [low, low + 1, high - 1, high]
            near = [0, 1, 2, 3, 4, 5, 6, 100, 127, 128, 255, 256, 65535]
            good = [value for value in near if low <= value <= high]
            row[name] = random.choice([*ends, *good, *good])
        row |= {name: random.random() < 0.5 for name in FLAGS}
        row["m"] = random.choice(list(VARIANTS))
        row["r"] = Register(random.choice([0, (1 << 32) - 1, random.randrange(1 << 32)]))
        found.append(row)
    return found


# -- the three -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """A condition: as Python, as the codec has it, and as Rust, itself and its opposite."""

    text: str
    python: CodeType
    codec: Condition
    rust: tuple[str, str]


def tried(texts: list[str]) -> list[Tried]:
    """The conditions in all three."""
    device, struct = about()
    known, place = ranges(), operands().__getitem__
    return [
        Tried(
            text,
            compile(text, "<condition>", "eval"),
            of_the_codec(device, struct, text, "rule"),
            (
                condition(read(text), known, place),
                condition(read(text), known, place, opposite=True),
            ),
        )
        for text in texts
    ]


def source(items: list[Tried], states: list[Row]) -> str:
    """One program that prints a line for each state: of each condition, it and its opposite."""
    lines = [HEAD, "pub struct Row {"]
    lines += [f"    {name}: {type_}," for name, type_ in INTEGERS.items()]
    lines += ["    f: bool,", "    g: bool,", "    k: i32,", "    m: Mode,", "    r: Flags,", "}"]
    lines += ["", "impl Row {"]
    for at, item in enumerate(items):
        for word, body in zip(("is", "not"), item.rust, strict=True):
            lines += [f"    // {item.text}", f"    fn c{at}_{word}(&self) -> bool {{"]
            lines += [f"        {body}", "    }"]
    lines += ["}", "", "fn main() {", "    let rows = ["]
    for row in states:
        values = ", ".join(f"{name}: {_literal(name, value)}" for name, value in row.items())
        lines.append(f"        Row {{ {values} }},")
    lines += ["    ];", "    let conditions: &[fn(&Row) -> bool] = &["]
    lines += [f"        Row::c{at}_{word}," for at in range(len(items)) for word in ("is", "not")]
    lines += ["    ];", "    for row in rows {"]
    lines += ["        let line = conditions.iter().map(|it| if it(&row) { '1' } else { '0' });"]
    lines += ['        println!("{}", line.collect::<String>());', "    }", "}"]
    return "\n".join(lines) + "\n"


def _literal(name: str, value: int) -> str:
    if name in ("m", "r"):
        return VARIANTS[value] if name == "m" else f"Flags({int(value)})"
    return str(int(value) if name == "k" else value).lower()


def answers(text: str) -> list[str]:
    """What a program prints."""
    with tempfile.TemporaryDirectory(prefix="vmgen-expressions-") as folder:
        file, program = Path(folder, "main.rs"), Path(folder, "main")
        file.write_text(text, encoding="utf-8")
        command = [needs_tool("rustc"), "--edition", "2021", "-D", "warnings", "-o", str(program)]
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"rustc refuses it:\n{done.stderr[:5000]}")
        ran = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def differing(seed: int, count: int, part: tuple[int, int] = (1, 1)) -> tuple[list[str], list[str]]:
    """The conditions of a share, and those of them on which the three do not agree."""
    random = Random(seed)
    states = rows(random)
    texts = conditions(random, count)[part[0] - 1 :: part[1]]
    items = tried(texts)
    lines = answers(source(items, states))
    return texts, list(disagreements(items, states, lines))


def disagreements(items: list[Tried], states: list[Row], lines: list[str]) -> Iterator[str]:
    """What the three say, where they do not say the same; `lines` are what the program printed."""
    for row, line in zip(states, lines, strict=True):
        for at, item in enumerate(items):
            python = bool(eval(item.python, {}, dict(row)))
            codec = item.codec.holds(row)
            rust = line[2 * at] == "1", line[2 * at + 1] == "0"
            if (codec, *rust) != (python,) * 3:
                text = f"{item.text}: Python {python}, codec {codec}, Rust {rust}: {dict(row)}"
                yield f"{text}\n    {item.rust[0]}"


def _part(text: str) -> tuple[int, int]:
    number, _, whole = text.partition("/")
    found = int(number), int(whole)
    if not 1 <= found[0] <= found[1]:
        raise argparse.ArgumentTypeError(f"{text} is no part of a whole, as 1/3 is")
    return found


def main() -> int:
    """Other conditions for every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--share", type=_part, default=(1, 1), metavar="N/M")
    given = parser.parse_args()
    texts, found = differing(given.seed, given.count, given.share)
    print(*found[:20], sep="\n")
    print(f"{len(texts)} conditions, {ROWS} states each: {len(found)} differ")
    print(shares(texts))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
