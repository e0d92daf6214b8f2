# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of compatibility, proved in Rust: the crate of one side saves, that of the other loads.

    python -m tests.reality.compat_engine
    python -m tests.reality.compat_engine --only FIELD_SAME_WIDTH --only ARRAY_SAME_COUNT

All specs of `tests/unit/compat/pairs.py` become crates of one workspace, with one runner; that
takes minutes, too long for `make test`. States go into the writer's crate, and what that saves goes
into the reader's; what comes of it must be what the rule says, in both directions. Of versions that
the writer reads and does not send, sections are those of the codec.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import starmap, zip_longest
from pathlib import Path
from typing import Any

from fuzz.compat_judge import Sided, twins
from tests.unit.compat.pairs import PAIRS, Pair
from tests.unit.compat.test_rules import NOT_IN_A_SECTION, read
from vmgen.cargo.runner import Request, Runner, build_runner
from vmgen.cli.trees import Wanted, prepare, spec_scope
from vmgen.codec.errors import WireError
from vmgen.codec.sections import Sections
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.codes import Outcome
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS
from vmgen.tools.limits import Limits
from vmgen.values import dataclass
from vmgen.write import held, publish

DIALECT = DIALECTS["11"]
STATES = 40
SECONDS = 3600.0
"""For cargo."""

ELSEWHERE = {
    **NOT_IN_A_SECTION,
    "SECTION_NEEDED_SAME": "whether it is sent, is not in its bytes",
}

ALIKE = {
    ("ARRAY_SAME_SHAPE", ""): "the runner tells the elements of a matrix in one row",
    ("FIELD_SAME_TYPE", "a timer"): "the runner tells a timer as the number when it expires",
}
"""Where the same numbers mean another thing: all that Rust can show is that they do load."""


@dataclass
class Seen:
    """What came of the sections that a writer saved."""

    refused: int = 0
    wrong: int = 0
    fine: int = 0

    def shows(self, outcome: Outcome) -> bool:
        """Whether it is what a rule says."""
        match outcome:
            case "ok" | "defaults":
                return bool(self.fine) and not (self.refused or self.wrong)
            case "refused":
                return bool(self.refused)
            case "wrong":
                return bool(self.wrong)
            case "shifted":
                return bool(self.refused or self.wrong)
        return True


def crates(pairs: Sequence[Pair], folder: Path) -> dict[str, Device]:
    """By the text of a spec its device; each text is one crate."""
    found: dict[str, Device] = {}
    for text in dict.fromkeys(it for pair in pairs for it in (pair.old, pair.new)):
        name = f"p{len(found):03}"
        found[text] = read(text.replace("(Device, ", f'(Device, crate="{name}", '), folder, name)
    return found


def built(devices: Sequence[Device], root: Path) -> Path:
    """The runner of all these."""
    os.environ |= {"CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_INCREMENTAL": "0"}
    tree = root / DIALECT.name
    wanted = Wanted(root, spec_scope([], False), None, True, False, Limits())
    with held(root, [tree], make=True) as stage:
        trees = prepare(devices, [DIALECT], wanted, Diagnostics(), stage)
        publish([it.changes for it in trees], stage)
    return build_runner(devices, DIALECT, tree, SECONDS)


def seen(writer: Device, reader: Device, runner: Runner, *, forward: bool) -> Seen:
    """What comes of the writer's sections."""
    found = Seen()
    for version, data in sections(writer, reader, forward=forward):
        meant = runner.ask(Request(writer.crate, version, data))
        if "class" in meant:
            continue
        if version == Sections(writer).layout.version_id:
            data = bytes.fromhex(meant["saved"])
        got = runner.ask(Request(reader.crate, version, data))
        if "class" in got:
            found.refused += 1
        elif differs(meant["values"], got["values"]):
            found.wrong += 1
        else:
            found.fine += 1
    return found


def sections(writer: Device, reader: Device, *, forward: bool) -> Iterator[tuple[int, bytes]]:
    """States of the writer, as sections of the versions that it may have sent."""
    made = Sections(writer)
    sided, rng = Sided(made.layout, made.reset), random.Random(writer.crate)
    high = made.layout.version_id
    low = max(made.layout.minimum_version_id, Sections(reader).layout.minimum_version_id)
    for version in range(min(low, high) if forward else high, high + 1):
        for values in sided.states(rng, STATES):
            try:
                yield version, sided.save(values, version)
            except WireError:
                continue


def differs(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether something that both have has another value; what an array has more is to be zero."""
    return any(_parted(one[path], other[twin]) for path, twin in twins(one, other))


def _parted(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return any(starmap(_parted, zip_longest(one, other, fillvalue=0)))
    return bool(one != other)


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--only", action="append", help="pairs of this rule only")
    only = words.parse_args().only
    pairs = [it for it in PAIRS if it.rule not in ELSEWHERE and it.name not in ELSEWHERE]
    pairs = [it for it in pairs if not only or it.rule in only]
    wrong = alike = 0
    with tempfile.TemporaryDirectory(prefix="vmgen-") as temporary:
        root = Path(temporary)
        devices = crates(pairs, root)
        with Runner(built([*devices.values()], root / "generated")) as runner:
            for pair in pairs:
                old, new = devices[pair.old], devices[pair.new]
                ways = ((pair.forward, old, new, True), (pair.backward, new, old, False))
                for outcome, writer, reader, forward in ways:
                    came = seen(writer, reader, runner, forward=forward)
                    if came.shows(outcome):
                        continue
                    if (pair.rule, pair.name) in ALIKE and came.shows("ok"):
                        alike += 1
                    else:
                        wrong += 1
                        arrow = "old -> new" if forward else "new -> old"
                        print(f"{pair.rule} {pair.name}, {arrow}: said {outcome}, is {came}")
    rules = len({it.rule for it in pairs})
    print(f"{len(pairs)} pairs of {rules} rules, {2 * len(pairs)} directions: {wrong} otherwise")
    print(f"{alike} directions load the same numbers, which mean another thing there")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
