# SPDX-License-Identifier: GPL-2.0-or-later
"""Random conditions: Python itself, our own evaluation and the emitted Rust must agree on each.

python -m fuzz.expressions [--seed N] [--count N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from vmgen.expression import ExpressionError, evaluate, interval, is_truth, parse
from vmgen.expression.simplify import idle
from vmgen.layout import SCALARS
from vmgen.render.expressions import Leaf, condition
from vmgen.write.format import rust_tool

VARIANTS = {0: "Mode::Off", 1: "Mode::Slow", 4: "Mode::Fast"}
TYPES = {"a": "u8", "b": "u16", "s": "i8", "t": "i32", "w": "u64", "x": "i64", "u": "usize"}
FLAGS = ("f", "g", "k")
"""`k` is a flag that travels as a number."""
ROWS = 160

Row = Mapping[str, int]

HEAD = """#![allow(dead_code)]

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

"""


def leaves() -> dict[str, Leaf]:
    """What a condition can name, as fields of a row."""
    found = {name: Leaf(f"self.{name}", type_) for name, type_ in TYPES.items()}
    found |= {name: Leaf(f"self.{name}", "bool") for name in FLAGS}
    found["k"] = Leaf("self.k", "i32", flag=True)
    found["m"] = Leaf("self.m.into_bits()", "u8", enum="self.m", variants=VARIANTS)
    return found


def ranges() -> dict[str, tuple[int, int]]:
    """What each name can hold."""
    found = {
        name: (SCALARS[type_].minimum, SCALARS[type_].maximum) for name, type_ in TYPES.items()
    }
    return {**found, **dict.fromkeys(FLAGS, (0, 1)), "m": (0, 4)}


def constant(random: Random) -> str:
    """A number as a spec may write it."""
    value = random.choice([0, 1, 2, 3, 4, 5, 7, 100, 127, 128, 200, 255, 256, 65535, -1, -128])
    return hex(value) if value > 9 and random.random() < 0.4 else str(value)


def number(random: Random, depth: int) -> str:
    """A number, or a condition where Python takes it for one."""
    if depth == 0 or random.random() < 0.3:
        return random.choice([*TYPES, *TYPES, "m", *FLAGS, constant(random)])
    if random.random() < 0.2:
        return f"({truth(random, depth - 1)})"
    op = random.choice(["+", "-", "*", "//", "%", "&", "&"])
    right = constant(random) if op in ("//", "%", "&") else number(random, depth - 1)
    left = number(random, depth - 1)
    return random.choice([f"({left} {op} {right})", f"{left} {op} {right}"])


def truth(random: Random, depth: int) -> str:
    """A condition."""
    kind = random.random()
    if depth == 0 or kind < 0.35:
        op = random.choice(["<", "<=", ">", ">=", "==", "!="])
        text = f"{number(random, depth)} {op} {number(random, depth)}"
        return f"{constant(random)} <= {text}" if random.random() < 0.1 else text
    if kind < 0.45:
        return random.choice(FLAGS)
    if kind < 0.55:
        return f"not ({truth(random, depth - 1)})"
    if kind < 0.7:
        op = random.choice(["==", "!=", "<", "<=", ">", ">="])
        return f"({truth(random, depth - 1)}) {op} ({truth(random, depth - 1)})"
    parts = [truth(random, depth - 1) for _ in range(random.choice([2, 2, 3]))]
    return random.choice([" and ", " or "]).join(
        f"({part})" if random.random() < 0.5 else part for part in parts
    )


def conditions(random: Random, count: int) -> list[str]:
    """So many conditions that a spec may have."""
    found: list[str] = []
    while len(found) < count:
        text = truth(random, random.choice([1, 2, 2, 3]))
        try:
            parsed = parse(text)
            interval(parsed, ranges())
        except ExpressionError:
            continue
        if not idle(parsed, ranges()) and (is_truth(parsed) or text in FLAGS):
            found.append(text)
    return found


def rows(random: Random) -> list[Row]:
    """States, most of them near the ends of their types and near each other."""
    found = []
    for _ in range(ROWS):
        row = {}
        for name, type_ in TYPES.items():
            info = SCALARS[type_]
            ends = [info.minimum, info.minimum + 1, info.maximum - 1, info.maximum]
            near = [0, 1, 2, 3, 4, 5, 6, 100, 127, 128, 255, 256, 65535]
            good = [value for value in near if info.minimum <= value <= info.maximum]
            row[name] = random.choice([*ends, *good, *good])
        row |= {name: random.random() < 0.5 for name in FLAGS}
        row["m"] = random.choice(list(VARIANTS))
        found.append(row)
    return found


@dataclass(slots=True)
class Program:
    """The Rust of the conditions, each also as its opposite, for these states."""

    texts: list[str]
    states: list[Row]
    lines: list[str] = field(default_factory=list)

    def source(self) -> str:
        """The whole program."""
        place = leaves().__getitem__
        lines = [HEAD, "pub struct Row {"]
        lines += [f"    {name}: {leaf.type}," for name, leaf in leaves().items() if name != "m"]
        lines += ["    m: Mode,", "}", "", "impl Row {"]
        for at, text in enumerate(self.texts):
            for opposite in (False, True):
                body = condition(text, ranges(), place, opposite=opposite)
                name = f"c{at}_{'not' if opposite else 'is'}"
                lines += [
                    f"    // {text}",
                    f"    fn {name}(&self) -> bool {{",
                    f"        {body}",
                    "    }",
                ]
        lines += ["}", "", "fn main() {", "    let rows = ["]
        for row in self.states:
            values = ", ".join(f"{name}: {_literal(name, value)}" for name, value in row.items())
            lines.append(f"        Row {{ {values} }},")
        lines += ["    ];", "    for row in rows {", "        let mut line = String::new();"]
        for at in range(len(self.texts)):
            for word in ("is", "not"):
                lines.append(f"        line.push(if row.c{at}_{word}() {{ '1' }} else {{ '0' }});")
        lines += ['        println!("{line}");', "    }", "}"]
        return "\n".join(lines) + "\n"

    def answers(self) -> list[str]:
        """What the program prints, a line for each state."""
        with tempfile.TemporaryDirectory(prefix="vmgen-expressions-") as folder:
            file, program = Path(folder, "main.rs"), Path(folder, "main")
            file.write_text(self.source(), encoding="utf-8")
            command = [
                rust_tool("rustc"),
                "--edition",
                "2021",
                "-D",
                "warnings",
                "-o",
                str(program),
            ]
            done = subprocess.run(
                [*command, str(file)], capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise SystemExit(f"rustc refuses it:\n{done.stderr[:5000]}")
            ran = subprocess.run([str(program)], capture_output=True, text=True, check=True)
        return ran.stdout.splitlines()


def _literal(name: str, value: int) -> str:
    if name == "m":
        return VARIANTS[value]
    return str(int(value) if name == "k" else value).lower()


def differing(seed: int, count: int) -> list[str]:
    """Conditions on which the three do not agree."""
    random = Random(seed)
    program = Program(conditions(random, count), rows(random))
    found = []
    for row, line in zip(program.states, program.answers(), strict=True):
        for at, text in enumerate(program.texts):
            python = bool(eval(text, {}, dict(row)))
            ours = bool(evaluate(parse(text), row))
            rust = line[2 * at] == "1", line[2 * at + 1] == "0"
            if (ours, *rust) != (python,) * 3:
                found.append(f"{text}: Python {python}, codec {ours}, Rust {rust}: {dict(row)}")
    return found


def main() -> int:
    """Other conditions for every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args()
    found = differing(given.seed, given.count)
    print(*found[:20], sep="\n")
    print(f"{given.count} conditions, {ROWS} states each: {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
