# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile sections: the Python codec and the generated Rust of all dialects must agree on each.

`fuzz/` makes and judges them; `fuzz/judge.py` says precisely what must hold. Here a fixed part is
run, always the same; `python -m fuzz.differential` runs for as long as wanted, with other sections.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fuzz.corpus import APART, GOLDEN, SPECS, all_codecs, seeds
from fuzz.differential import (
    COUNTEREXAMPLES,
    Arena,
    Job,
    Outcome,
    counterexample,
    describe,
    jobs,
    replay,
    run,
    store,
    work,
)
from fuzz.judge import Judge
from fuzz.mutate import Case, Mutator
from fuzz.trees import TREES, Programs, programs
from vmgen.cargo.runner import Request, Runner, RunnerDied
from vmgen.codec import Codec
from vmgen.diagnostics import Diagnostics
from vmgen.plan import DIALECTS, plan_device
from vmgen.tools.run import needs_tool

TOTAL = 100_000
SEED = 1
RARE = {"VALIDATION_FAILED"}  # only devices with a count in their stream
CLASSES = {
    *("accepted", "SECTION_TOO_NEW", "TOO_NEW", "TOO_OLD", "UNKNOWN_SUBSECTION", "POST_LOAD"),
    *("SHORT_STREAM", "FOOTER"),
    *("VALIDATION_FAILED", "ELEMENT"),
}


@pytest.fixture(scope="module")
def codecs() -> dict[str, Codec]:
    return all_codecs()


@pytest.fixture(scope="module")
def paths() -> Programs:
    return programs()


def show(outcome: Outcome) -> str:
    return "\n".join(
        f"{item.dialect}: {item.what}\n  {item.case}" for item in outcome.disagreements
    )


def test_every_golden_spec_is_tried(codecs: dict[str, Codec], paths: Programs) -> None:
    """In every dialect but those that refuse it: for what they cannot hold, and say so."""
    golden = {path.name for path in GOLDEN.glob("*.py")}
    tried = {Path(codec.device.position.file).name for codec in codecs.values()}
    assert golden - tried == APART.keys()
    assert paths.keys() == codecs.keys()
    for name, programs_ in paths.items():
        for dialect in DIALECTS.keys() - programs_.keys():
            found = Diagnostics()
            plan_device(codecs[name].device, DIALECTS[dialect], found)
            assert {item.code for item in found if item.severity == "error"} == {"VM206"}, name


def test_mutated_sections(codecs: dict[str, Codec], paths: Programs) -> None:
    each = -(-TOTAL // len(codecs))
    outcome, began = Outcome(), time.monotonic()
    for part in run(jobs(SEED, paths, range(1), each), os.cpu_count() or 1):
        outcome.add(part)
    print(describe(outcome, time.monotonic() - began))
    assert not outcome.disagreements, show(outcome)
    assert outcome.cases == dict.fromkeys(codecs, each)
    # Every verdict is met often, or the mutations miss something.
    assert set(outcome.verdicts) == CLASSES
    common = {name: count for name, count in outcome.verdicts.items() if name not in RARE}
    assert min(common.values()) > TOTAL // 200, outcome.verdicts
    assert outcome.accepted.keys() == codecs.keys()
    # One of them is nearly all rules, which hardly any mutation keeps.
    assert min(outcome.accepted.values()) > each // 100, outcome.accepted
    assert outcome.unchanged > TOTAL // 10


def test_seeds(codecs: dict[str, Codec], paths: Programs) -> None:
    """What the mutations begin with: every golden vector and every copied real section."""
    outcome = Outcome()
    for name, codec in codecs.items():
        with Arena(codec, paths[name]) as arena:
            for seed in seeds(codec):
                case = Case(name, seed.version, seed.data, seed.flags, seed.origin)
                arena.run(case, outcome, whole=True)
    assert not outcome.disagreements, show(outcome)
    assert outcome.cases.keys() == codecs.keys()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_crates_own_tests(codecs: dict[str, Codec], paths: Programs, dialect: str) -> None:
    """Those of devices that no board has, with what their authors write."""
    made = [codec.device for name, codec in codecs.items() if dialect in paths[name]]
    crates = [item.crate for item in made if Path(item.position.file).parent != SPECS]
    # The libraries have no tests, and would be compiled once more to be asked for them.
    command = [needs_tool("cargo"), "test", "--quiet", "--test", "wire"]
    command += ["--target-dir", "target/runner"]
    for crate in crates:
        command += ["--package", crate]
    # A folder that no other trees share, where cargo would take a crate of one for that of another;
    # what the crates of a dialect depend on has versions of its own.
    own = {**os.environ, "CARGO_BUILD_BUILD_DIR": str(TREES.with_name("tests"))}
    done = subprocess.run(
        command, cwd=TREES / dialect, env=own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("2 passed") == len(crates) >= 13


def test_counterexamples(codecs: dict[str, Codec], paths: Programs) -> None:
    """What they once did not agree on."""
    files = sorted(COUNTEREXAMPLES.glob("*.json"))
    assert len(files) >= 3
    disagreements = replay(files, codecs, paths)
    assert not disagreements, show(Outcome(disagreements=disagreements))


# -- that the fuzzer sees what it is there for ---------------------------------------------------


def ask_pl011(codecs: dict[str, Codec], case: Case) -> tuple[Judge, Any]:
    judge = Judge(codecs["pl011"])
    return judge, judge.ask(case)[True]


def answer_of(paths: Programs, codecs: dict[str, Codec], case: Case) -> dict[str, Any]:
    with Runner(paths[case.device]["11"]) as runner:
        return runner.ask(Judge(codecs[case.device]).request(case))


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"saved": "00"}, "Python saves"),
        ({"values": {"regs.flags": 1}}, "regs.flags: Python 144, Rust 1"),
        ({"class": "FOOTER", "message": "no"}, "Python: accepted, Rust: FOOTER no"),
        ({"peak": 1 << 20}, "Rust allocated 1048576 bytes for a section of 149"),
    ],
)
def test_judge_accepted(
    codecs: dict[str, Codec], paths: Programs, change: Mapping[str, Any], wanted: str
) -> None:
    codec = codecs["pl011"]
    case = Case("pl011", 2, codec.encode(codec.reset()), (("migrate_clk", True),), "")
    judge, ours = ask_pl011(codecs, case)
    answer = answer_of(paths, codecs, case)
    assert judge.compare(case, ours, answer) is None
    if "values" in change:
        change = {"values": {**answer["values"], **change["values"]}}
    assert (judge.compare(case, ours, {**answer, **change}) or "").startswith(wanted)


@pytest.mark.parametrize(
    ("length", "change", "wanted"),
    [
        (20, {"unchanged": False}, "SHORT_STREAM came before anything was loaded, but"),
        (20, {"class": "TOO_OLD"}, "Python: SHORT_STREAM, Rust: TOO_OLD"),
        # Behind the registers: they have been restored, and that must show.
        (142, {"unchanged": True}, "SHORT_STREAM left regs.ibrd otherwise, behind {'regs'}"),
        (142, {"values": {"clk.period": 1}}, None),
        (142, {"values": {"clk.period": 1, "other": 1}}, "SHORT_STREAM left clk.period, other"),
    ],
)
def test_judge_refused(
    codecs: dict[str, Codec],
    paths: Programs,
    length: int,
    change: Mapping[str, Any],
    wanted: str | None,
) -> None:
    codec = codecs["pl011"]
    data = codec.encode(codec.state(regs={"ibrd": 7}))[:length]
    case = Case("pl011", 2, data, (("migrate_clk", True),), "")
    judge, ours = ask_pl011(codecs, case)
    answer = answer_of(paths, codecs, case)
    assert judge.compare(case, ours, answer) is None
    if "values" in change:
        change = {"values": {**answer["values"], **change["values"]}}
    found = judge.compare(case, ours, {**answer, **change})
    assert found is None if wanted is None else (found or "").startswith(wanted)


def test_same_seed_same_cases(codecs: dict[str, Codec]) -> None:
    def first(seed: str) -> list[Case]:
        return list(islice(Mutator(codecs["demo"], Random(seed)).cases(), 300))

    assert first("1/demo/0") == first("1/demo/0")
    assert not set(first("1/demo/0")) & set(first("2/demo/0"))
    tools = Counter(
        tool for case in first("1/demo/0") for tool in case.origin.rpartition(": ")[2].split(", ")
    )
    assert len(tools) == 19, tools


def test_dead_runner_is_a_disagreement(codecs: dict[str, Codec], tmp_path: Path) -> None:
    """A panic, a hang or a program that is not there ends in a report, not in a wait."""
    ways = (("read line; echo oops >&2; exit 101", 60, "101: oops"), ("sleep 900", 0.3, "0.3 s"))
    for text, patience, wanted in ways:
        program = tmp_path / "runner"
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
        with Runner(program, patience=patience) as runner, pytest.raises(RunnerDied, match=wanted):
            runner.ask(Request("pl011", 2, b""))
    outcome = work(Job("pl011", "x", 9, dict.fromkeys(DIALECTS, tmp_path / "fails")))
    assert outcome.disagreements


def test_stored_and_read_again(codecs: dict[str, Codec], paths: Programs, tmp_path: Path) -> None:
    from fuzz.differential import Disagreement

    case = next(Mutator(codecs["demo"], Random(3)).cases())
    file = store(Disagreement(case, "11", "nothing"), tmp_path)
    again = counterexample(file)
    assert (again.device, again.version, again.data) == (case.device, case.version, case.data)
    assert again.flags == case.flags
    assert replay([file], codecs, paths) == []
