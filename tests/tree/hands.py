# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs by hand against what an import makes of the same C: the same layout, and how many lines?

    python -m tests.tree.hands --source TREE [-D NAME]... SPEC_OR_FOLDER...

Of each device of the specs the description of its name is imported from TREE's C text, printed and
read again, and the two are compared as `vmgen compat` does it, in both directions. Of several
descriptions of one name the nearest counts. What a mark says is what the importer could not know.
Nothing of the tree is kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.tree.c_import import Choice, of_target
from vmgen.compat.compare import compare_sections
from vmgen.compat.sides import section_of
from vmgen.diagnostics import Diagnostics
from vmgen.importer.c import Source
from vmgen.importer.files import specs
from vmgen.importer.found import Device
from vmgen.model import nodes
from vmgen.spec.read import read_specs

MEANING = ("CONVERSION_", "RESET_VALUE_", "ENUM_VALUE_", "CONFIG_IN_STATE", "FIELD_BOOL_WIDTH")
"""Rules of what a number means, all bytes being where they are: ranges, queues, resets, enums."""


def files(paths: Sequence[Path]) -> Iterator[Path]:
    """The spec files of paths."""
    for path in paths:
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def lines(text: str) -> int:
    """Those that say something."""
    return sum(bool(line.strip()) for line in text.splitlines())


def answer(hand: nodes.Device, source: Source, folder: Path) -> tuple[int, str, int]:
    """How near an import is (0 is the same), what is to be said of it, and its lines."""
    kind = next(iter(source.types), None)
    name, parent = ("", "") if kind is None else (kind.name, kind.parent)
    (spec,) = specs([Device(source.description, name, parent)], ["C"])
    path = folder / f"{spec.stem}.py"
    path.write_text(spec.text, encoding="utf-8")
    diagnostics = Diagnostics()
    models = read_specs([path], diagnostics)
    errors = [it.message for it in diagnostics if it.severity == "error"]
    if errors or not models:
        return (
            100 + len(errors),
            f"{len(errors)} marks: {errors[0] if errors else ''}",
            lines(spec.text),
        )
    verdict = compare_sections(section_of(hand), section_of(models[0]))
    found = [it for it in verdict.findings if it.outcome != "ok"]
    if not found:
        return 0, "the same", lines(spec.text)
    other = [it for it in found if not it.rule.startswith(MEANING)]
    sort = "another layout or condition" if other else "the same bytes, by hand with a meaning"
    first = (other or found)[0]
    return len(found), f"{sort}: {first.rule}: {first.message}", lines(spec.text)


def main() -> int:
    """Prints a line for each spec, and the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("-D", action="append", default=[])
    parser.add_argument("specs", nargs="+", type=Path)
    words = parser.parse_args()
    defines = [(name, value) for name, _, value in (it.partition("=") for it in words.D)]
    choice = Choice(of_target(words.source, defines, "aarch64"))
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for file in files(words.specs):
            for hand in read_specs([file], Diagnostics()):
                name = hand.description.name
                answers = [answer(hand, it, Path(folder)) for it in choice.named(name)]
                near, said, many = min(answers, default=(1000, "not in C", 0))
                mine = lines(file.read_text(encoding="utf-8"))
                print(f"{file.stem} ({name}): by hand {mine} lines, imported {many}: {said[:240]}")
                kind = "not in C" if near == 1000 else "marked" if near >= 100 else said
                tally[kind.partition(":")[0]] += 1
    print(", ".join(f"{count} {kind}" for kind, count in tally.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
