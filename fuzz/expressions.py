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
from types import CodeType, SimpleNamespace

from fuzz.conditions import ARRAYS, GROUPS, INTEGERS, LIMITS, truth
from fuzz.rows import ENUMS, HEAD, ROWS, SPEC, Row, literal, operands, rows, rust_array
from vmgen.diagnostics import Diagnostics
from vmgen.expression import Expression, names, parse
from vmgen.layout.condition import Condition
from vmgen.model.conditions import condition as of_the_codec
from vmgen.model.nodes import Device, Struct
from vmgen.model.scope import Scope, Seen
from vmgen.render.expressions import condition
from vmgen.spec.read import read_specs
from vmgen.tools.run import needs_tool

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
    words = [
        "and",
        "or",
        "not",
        "<",
        "<=",
        ">",
        ">=",
        "==",
        "!=",
        "+",
        "-",
        "*",
        "//",
        "%",
        "&",
        "|",
        "^",
        "<<",
        ">>",
        "in",
    ]
    has = {word: sum(f" {word} " in f" {text} " for text in texts) for word in words}
    for group, known in GROUPS.items():
        has[group] = sum(any(name in known for name in names(parse(text))) for text in texts)
    return ", ".join(f"{word} {count * 100 // len(texts)} %" for word, count in has.items())


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
    lines += ["    f: bool,", "    g: bool,", "    k: i32,", "    m: Mode,", "    r: Flags,"]
    for name, (type_, lengths) in ARRAYS.items():
        lines.append(f"    {name}: {rust_array(type_, lengths)},")
    lines += ["    d: u32,", "    e: bool,", "    n: Vec<u8>,", "}"]
    lines += ["", "impl Row {"]
    for at, item in enumerate(items):
        for word, body in zip(("is", "not"), item.rust, strict=True):
            lines += [f"    // {item.text}", f"    fn c{at}_{word}(&self, was: &Row) -> bool {{"]
            lines += [f"        {body}", "    }"]
    lines += ["}", "", "fn main() {", "    let rows = ["]
    for row in states:
        values = ", ".join(f"{name}: {literal(name, value)}" for name, value in row.items())
        lines.append(f"        Row {{ {values} }},")
    lines += ["    ];", "    let conditions: &[fn(&Row, &Row) -> bool] = &["]
    lines += [f"        Row::c{at}_{word}," for at in range(len(items)) for word in ("is", "not")]
    lines += ["    ];", "    for (at, row) in rows.iter().enumerate() {"]
    lines += ["        let was = &rows[at.checked_sub(1).unwrap_or(rows.len() - 1)];"]
    lines += [
        "        let line = conditions.iter().map(|it| if it(row, was) { '1' } else { '0' });"
    ]
    lines += ['        println!("{}", line.collect::<String>());', "    }", "}"]
    return "\n".join(lines) + "\n"


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
    for row, was, line in zip(states, [states[-1], *states], lines, strict=False):
        known = {**row, "self": SimpleNamespace(**was), **ENUMS}
        for at, item in enumerate(items):
            python = bool(eval(item.python, {"len": len}, known))
            codec = item.codec.holds(row, was)
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
