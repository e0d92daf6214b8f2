# SPDX-License-Identifier: GPL-2.0-or-later
"""Random pairs of layouts: `vmgen.compat` says what really comes of each.

    python -m fuzz.compat --count 20000 --seed 1126

A layout is made at random and changed a few times as people change one. Both directions are judged
twice: by the comparison of the two layouts, and by states that one saves and the other loads (the
codec). It is `ok` (with defaults or without) exactly when all states load, and keep what both have.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from fuzz.compat_changes import mutated
from fuzz.compat_judge import Sided, judge
from fuzz.compat_layouts import Layout, layout
from fuzz.compat_offsets import first_misread, is_fixed
from vmgen.compat.compare import compare_sections
from vmgen.compat.sides import Section
from vmgen.compat.verdict import DIRECTIONS, Direction, Verdict
from vmgen.diagnostics import Position

FINE = ("ok", "defaults")
ZEROS = ("UNUSED_REUSED", "wrong")
STATES = 24
MORE = 400
"""States that are tried where a break is told and none of the first shows it."""


def section(made: Layout) -> Section:
    """A side of a comparison."""
    return Section(made.sided.body, Position("spec"), {})


def says_fine(verdict: Verdict, direction: Direction) -> bool:
    """Whether the comparison says that all states load, and keep what both have."""
    return verdict.outcome(direction) in FINE


def renamed(verdict: Verdict) -> set[str]:
    """What it takes for the same thing under another name: only people know.

    Not what gets zeros in part of it as well, and is said to be wrong by that.
    """
    rules = ("FIELD_SAME_NAME", "ARRAY_SPLIT", "NESTED_FLATTENED")
    zeros = {it.path for it in verdict.findings if (it.rule, it.outcome) == ZEROS}
    return {it.path for it in verdict.findings if it.rule in rules} - zeros


def called(verdict: Verdict, direction: Direction) -> dict[str, str]:
    """The name that the reader has for a number, by that of the writer."""
    found = [
        re.findall(r"`([^`]+)`", it.message)
        for it in verdict.findings
        if it.rule == "FIELD_SAME_NAME" and it.direction == direction
    ]
    return {names[0]: names[1] for names in found}


def is_fine(writer: Sided, reader: Sided, many: int, how: Tried) -> bool | None:
    """Whether it is so, as far as states show; None where none could be tried."""
    low, high = writer.body.minimum_version_id, writer.body.version_id
    first = max(low, reader.body.minimum_version_id) if how.forward else high
    tried = False
    for version in range(high, min(first, high) - 1, -1):
        states = writer.states(how.rng, many)
        seen = judge(writer, reader, version, states, how.renamed, how.called)
        if not seen.fine:
            return False
        tried = tried or seen.ok > 0
    return True if tried else None


def _misplaced(
    verdict: Verdict, direction: Direction, writer: Sided, reader: Sided
) -> Iterator[str]:
    """Shifts that are told at another byte than the first that is misread."""
    if not is_fixed(writer.body, reader.body):
        return
    for it in verdict.findings:
        placed = it.direction == direction and it.outcome == "shifted" and it.offset is not None
        if not placed or it.version is None or it.rule == "SUBSECTION_LAYOUT_SAME":
            continue
        shifts["tried"] += 1
        really = first_misread(writer, reader, it.version)
        if really != it.offset:
            yield f"{it.rule} at byte {it.offset}, and byte {really} is misread: {it.message}"


class Tried(NamedTuple):
    """How a direction is tried."""

    rng: random.Random
    forward: bool
    renamed: set[str]
    called: dict[str, str]


def disagreements(seed: int) -> Iterator[str]:
    """What of one pair is not as it was said."""
    rng = random.Random(seed)
    old = layout(rng)
    new = old
    for _ in range(rng.randint(0, 3)):
        new = mutated(new, rng)
    verdict = compare_sections(section(old), section(new))
    sides = old.sided, new.sided
    for direction in DIRECTIONS:
        names = renamed(verdict), called(verdict, direction)
        how = Tried(rng, direction == DIRECTIONS[0], *names)
        writer, reader = sides if how.forward else sides[::-1]
        said = says_fine(verdict, direction)
        really = is_fine(writer, reader, STATES, how)
        if really and not said:
            really = is_fine(writer, reader, MORE, how)
        if really is not None and said != really:
            found = [
                f"{it.rule} {it.outcome}: {it.message}"
                for it in verdict.findings
                if it.direction == direction
            ]
            yield f"seed {seed}, {direction}: said {said}, is {really}: {'; '.join(found)}"
        for text in _misplaced(verdict, direction, writer, reader):
            yield f"seed {seed}, {direction}: {text}"
    outcomes.update(verdict.outcome(it) for it in DIRECTIONS)
    rules.update({it.rule for it in verdict.findings})


outcomes: Counter[str] = Counter()
shifts: Counter[str] = Counter()
rules: Counter[str] = Counter()


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=20_000)
    words.add_argument("--seed", type=int, default=1126)
    given = words.parse_args()
    wrong = 0
    for index in range(given.count):
        for text in disagreements(given.seed * 1_000_000 + index):
            wrong += 1
            print(text, flush=True)
    print(f"{given.count} pairs, {wrong} disagreements")
    print(f"of {shifts['tried']} shifts the first byte was looked at")
    print(", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())))
    print(", ".join(f"{count} {name}" for name, count in rules.most_common()))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
