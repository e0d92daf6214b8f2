# SPDX-License-Identifier: GPL-2.0-or-later
"""Small bugs put into emitted crates on purpose: how many of them their golden vectors see.

python -m fuzz.emitted [CRATE ...] [--sample N] [--seed N] [--dialect D]

A mutant is one changed operator, number or left-out statement in one `migration.rs`. Those that do
not compile are none. For each of the others the crate's `tests/wire.rs` runs, which is all that the
author of a device gets; a mutant that it does not see is printed. Some are no bugs: what they
change makes no difference, or is a matter of the author's code.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz.corpus import SPECS
from fuzz.trees import FOLDER, GENERATED, build, take_authors

TREES = FOLDER / "emitted"
MOST_SECONDS = 60
"""For one mutant; one that takes longer loops, and has been seen."""

OTHERS = {
    "<": ["<="],
    "<=": ["<"],
    ">": [">="],
    ">=": [">"],
    "==": ["!="],
    "!=": ["=="],
    "&&": ["||"],
    "||": ["&&"],
    "+": ["-"],
    "-": ["+"],
    "*": ["/"],
    "%": ["/"],
    "&": ["|"],
    "|": ["&"],
    "<<": [">>"],
    ">>": ["<<"],
    "..=": [".."],
    "true": ["false"],
    "false": ["true"],
    "!": [""],
}
"""What may stand for a token."""
_TOKEN = re.compile(
    r"""(?<=\s)(?:<<|>>|<=|>=|==|!=|&&|\|\||[<>+\-*/%&|])(?=\s)  # between its operands
    | \.\.= | \b(?:true|false)\b | !(?=[a-z(]) | \b\d\w*\b""",
    re.VERBOSE,
)
_HIDDEN = re.compile(r'//.*|c?"(?:[^"\\]|\\.)*"|#!?\[.*\]|\b\w+!')
"""Comments, strings, attributes, names of macros."""
_STATEMENT = re.compile(
    r"\s*(?:self|target|\*\w+)[\w.\[\]]* (?:[|&]?=) .*;$|\s*\w[\w.]*\(.*\)\??;$"
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed line of a file."""

    line: int
    old: str
    new: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a file; of those that are like one, many."""
    for at, line in enumerate(text.split("\n")):
        if line.startswith(("use ", "impl", "pub ", "//", "mod ")) or "fn " in line:
            continue
        hidden = {place for match in _HIDDEN.finditer(line) for place in range(*match.span())}
        for match in _TOKEN.finditer(line):
            if match.start() in hidden:
                continue
            for other in _instead(match[0]):
                yield Mutant(at, line, line[: match.start()] + other + line[match.end() :])
        if _STATEMENT.match(line):
            yield Mutant(at, line, "")


def _instead(token: str) -> Sequence[str]:
    if not token[0].isdigit():
        return OTHERS.get(token, [])
    found = re.fullmatch(r"(0x)?([0-9a-fA-F_]+?)(_?[ui](?:8|16|32|64|128|size))?", token)
    if found is None:
        return []
    number = int(found[2].replace("_", ""), 16 if found[1] else 10)
    return [f"{number + 1}{found[3] or ''}", *([f"{number - 1}{found[3] or ''}"] if number else [])]


class Crate:
    """A crate in a tree of ours, whose `migration.rs` is changed and put back."""

    def __init__(self, folder: Path, tree: Path) -> None:
        self.name = folder.name
        self._tree = tree
        self._file = folder / "src" / "migration.rs"
        self._text = self._file.read_text(encoding="utf-8")

    def chosen(self, sample: int, seed: int) -> list[Mutant]:
        """So many mutants, the same for a seed."""
        every = list(mutants(self._text))
        return Random(f"{seed} {self.name}").sample(every, min(sample, len(every)))

    def whole(self) -> bool:
        """Whether the tests pass as they are."""
        program = self._built()
        return program is not None and self._passes(program)

    def sees(self, mutant: Mutant) -> bool | None:
        """Whether a test fails; None if it does not compile."""
        lines = self._text.split("\n")
        lines[mutant.line] = mutant.new
        try:
            self._file.write_text("\n".join(lines), encoding="utf-8")
            program = self._built()
            return None if program is None else not self._passes(program)
        finally:
            self._file.write_text(self._text, encoding="utf-8")

    def _built(self) -> Path | None:
        """The test program; None if the crate does not compile."""
        command = ["cargo", "test", "--quiet", "--package", self.name, "--no-run", "--test", "wire"]
        command += ["--message-format", "json"]
        # What a mutant leaves unused is no reason not to try it.
        env = {**os.environ, "RUSTFLAGS": "--cap-lints=allow"}
        result = subprocess.run(command, cwd=self._tree, env=env, capture_output=True, check=False)
        made = (json.loads(line).get("executable") for line in result.stdout.splitlines())
        return next((Path(name) for name in made if name), None) if not result.returncode else None

    def _passes(self, program: Path) -> bool:
        try:
            result = subprocess.run(
                [program, "--quiet"],
                cwd=self._tree,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return result.returncode == 0


def main() -> int:
    """Print what is not seen, and the score of each crate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crates", nargs="*", metavar="CRATE")
    parser.add_argument("--sample", type=int, default=10, help="mutants per crate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", default="11")
    given = parser.parse_args()
    build([SPECS], TREES, given.dialect, take_authors)
    tree = TREES / given.dialect
    seen = tried = 0
    for folder in sorted((GENERATED / given.dialect).glob("hw/*/*")):
        if not (folder / "src").is_dir() or (given.crates and folder.name not in given.crates):
            continue
        crate = Crate(tree / folder.relative_to(GENERATED / given.dialect), tree)
        if not crate.whole():
            print(f"{crate.name}: fails without any mutant, and is left out", flush=True)
            continue
        verdicts = []
        for mutant in crate.chosen(given.sample, given.seed):
            verdict = crate.sees(mutant)
            if verdict is not None:
                verdicts.append(verdict)
            if verdict is False:
                print(f"lives  {crate.name}:{mutant.line + 1}: {mutant.old.strip()}", flush=True)
                print(f"       {' ' * len(crate.name)}-> {mutant.new.strip() or '(nothing)'}")
        print(f"    {crate.name:24} {sum(verdicts):4} of {len(verdicts):4}", flush=True)
        seen, tried = seen + sum(verdicts), tried + len(verdicts)
    print(f"{seen} of {tried} seen, {100 * seen / max(tried, 1):.0f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
