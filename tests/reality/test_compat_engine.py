# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of compatibility, proved by the Rust engine: one crate saves, another loads.

The old and the new device of each pair are crates of one workspace, with one runner. A section of
each state that the writer loads is given to the reader; what comes of it is what the rule says.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
from vmgen.write import held, publish

DIALECT = DIALECTS["11"]
STATES = 25
LIMITS = Limits()

ELSEWHERE = {
    *NOT_IN_A_SECTION,
    "SECTION_NEEDED_SAME",  # whether it is sent is no matter of its bytes
}
TRIED = [it for it in PAIRS if it.rule not in ELSEWHERE and it.name not in ELSEWHERE]


def crates(folder: Path) -> dict[str, Device]:
    """By the text of a spec its device; each text is one crate."""
    found: dict[str, Device] = {}
    for pair in TRIED:
        for text in (pair.old, pair.new):
            if text not in found:
                name = f"p{len(found):03}"
                given = text.replace("(Device, ", f'(Device, crate="{name}", ')
                found[text] = read(given, folder, name)
    return found


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Device]:
    return crates(tmp_path_factory.mktemp("specs"))


@pytest.fixture(scope="module")
def runner(
    devices: dict[str, Device], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runner]:
    root = tmp_path_factory.mktemp("crates")
    tree = root / DIALECT.name
    made = list(devices.values())
    wanted = Wanted(root, spec_scope([], False), None, True, False, LIMITS)
    with held(root, [tree], make=True) as stage:
        found = prepare(made, [DIALECT], wanted, Diagnostics(), stage)
        publish([it.changes for it in found], stage)
    with Runner(build_runner(made, DIALECT, tree, LIMITS.cargo)) as program:
        yield program


@pytest.mark.parametrize("pair", TRIED, ids=lambda it: f"{it.rule} {it.name}".strip())
def test_it_happens(pair: Pair, devices: dict[str, Device], runner: Runner) -> None:
    old, new = devices[pair.old], devices[pair.new]
    check(pair.forward, old, new, runner, forward=True)
    check(pair.backward, new, old, runner, forward=False)


def check(
    outcome: Outcome, writer: Device, reader: Device, runner: Runner, *, forward: bool
) -> None:
    """Whether what comes of the writer's sections is this."""
    refused, wrong, fine = 0, 0, 0
    for version, data in sections(writer, reader, forward=forward):
        meant = runner.ask(Request(writer.crate, version, data))
        if "class" in meant:
            continue
        got = runner.ask(Request(reader.crate, version, data))
        if "class" in got:
            refused += 1
        elif differs(meant["values"], got["values"]):
            wrong += 1
        else:
            fine += 1
    match outcome:
        case "ok" | "defaults":
            assert fine and not (refused or wrong)
        case "refused":
            assert refused
        case "wrong":
            assert wrong
        case "shifted":
            assert refused or wrong


def sections(writer: Device, reader: Device, *, forward: bool) -> Iterator[tuple[int, bytes]]:
    """Sections that the writer's crate saves: the codec's, which `verify` holds against it."""
    made = Sections(writer)
    sided, rng = Sided(made.layout, made.reset), random.Random(7)
    low, high = made.layout.minimum_version_id, made.layout.version_id
    if not forward:
        low = high
    low = max(low, min(high, Sections(reader).layout.minimum_version_id))
    for version in range(low, high + 1):
        for values in sided.states(rng, STATES):
            try:
                yield version, sided.save(values, version)
            except WireError:
                continue


def differs(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether something that both have has another value; of arrays, as far as both go."""
    return any(one[path] != other[twin] for path, twin in twins(one, other))
