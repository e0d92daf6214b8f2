# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated sections through the Python codec and the generated Rust of all dialects.

    python -m fuzz.differential --seconds 600 --seed 7

Sections that the two disagree on are written to tests/data/counterexamples, where the test suite
finds and replays them. Exit status: 0 they agreed, 1 they did not.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import click

from fuzz.corpus import ROOT, all_codecs
from fuzz.judge import Judge
from fuzz.mutate import Case, Mutator
from fuzz.trees import Programs, programs
from vmgen.cargo.runner import Runner, RunnerDied
from vmgen.codec import Codec
from vmgen.diagnostics import VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.plan import DIALECTS

COUNTEREXAMPLES = ROOT / "tests" / "data" / "counterexamples"
SHARD = 2500
"""Cases of one job."""

CODEC_EVERY = 8
"""One case in so many goes through `Codec` itself too, which is slower than its loader."""

PATIENCE = 20.0
"""Seconds until a section counts as a hang."""

MEMORY = 512 << 20
"""Address space of a runner, in bytes."""

MOST_KEPT = 5
"""Disagreements that one job reports; one fault mostly makes thousands."""


@dataclass(frozen=True, slots=True)
class Job:
    """Some cases of one device: which ones follows from `seed` alone."""

    device: str
    seed: str
    count: int
    programs: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case that the two sides do not agree on, and how."""

    case: Case
    dialect: str
    what: str


@dataclass(slots=True)
class Outcome:
    """What became of the cases of one job, or of many."""

    cases: Counter[str] = field(default_factory=Counter)
    """By device."""
    verdicts: Counter[str] = field(default_factory=Counter)
    """By error class; `accepted`."""
    accepted: Counter[str] = field(default_factory=Counter)
    """By device."""
    unchanged: int = 0
    """Refusals that left everything as it was."""
    peak: int = 0
    """Bytes that a load in Rust had allocated at most."""
    slowest: float = 0.0
    """Seconds that both sides took for one case at most."""
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count another one in."""
        self.cases += other.cases
        self.verdicts += other.verdicts
        self.accepted += other.accepted
        self.unchanged += other.unchanged
        self.peak = max(self.peak, other.peak)
        self.slowest = max(self.slowest, other.slowest)
        self.disagreements += other.disagreements


class Arena:
    """One device in Python and in all dialects. A context manager."""

    def __init__(self, codec: Codec, paths: dict[str, Path]) -> None:
        self._judge = Judge(codec)
        self._runners = {
            name: Runner(path, patience=PATIENCE, memory=MEMORY) for name, path in paths.items()
        }
        self._stack = ExitStack()

    def __enter__(self) -> Arena:
        for runner in self._runners.values():
            self._stack.enter_context(runner)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def run(self, case: Case, outcome: Outcome, *, whole: bool) -> None:
        """Give a case to all; `whole` is whether to `Codec` itself too."""
        judge, began = self._judge, time.perf_counter()
        request = judge.request(case)
        for runner in self._runners.values():
            with suppress(RunnerDied):  # `receive` says it again
                runner.send(request)
        both = judge.ask(case)
        found: list[Disagreement] = []
        for name, runner in self._runners.items():
            dialect = DIALECTS[name]
            answer: dict[str, Any] = {}
            try:
                answer = runner.receive()
                ours, timers = both[dialect.wrapper_has_name], dialect.timer_takes_owner
                what = judge.compare(case, ours, answer, timers=timers)
            except RunnerDied as error:
                what = f"the Rust side died: {error}"
            if what is not None:
                found.append(Disagreement(case, name, what))
            outcome.peak = max(outcome.peak, answer.get("peak", 0))
            outcome.unchanged += bool(answer.get("unchanged")) and name == "11"
        ours = both[True]
        if whole and (what := judge.check_codec(case, ours)):
            found.append(Disagreement(case, "Python", what))
        outcome.cases[case.device] += 1
        outcome.verdicts[ours.refused or "accepted"] += 1
        outcome.accepted[case.device] += not ours.refused
        outcome.slowest = max(outcome.slowest, time.perf_counter() - began)
        outcome.disagreements += found


@cache
def _codecs() -> dict[str, Codec]:
    """Of this process."""
    return all_codecs()


def work(job: Job) -> Outcome:
    """Run a job in a process of its own."""
    codec = _codecs()[job.device]
    outcome = Outcome()
    with Arena(codec, job.programs) as arena:
        for number, case in enumerate(Mutator(codec, Random(job.seed)).cases()):
            if number == job.count or len(outcome.disagreements) >= MOST_KEPT:
                break
            arena.run(case, outcome, whole=number % CODEC_EVERY == 0)
    return outcome


def jobs(seed: int, paths: Programs, shards: Iterable[int], count: int = SHARD) -> Iterator[Job]:
    """Jobs for all devices in turn."""
    for shard in shards:
        for device in sorted(paths):
            yield Job(device, f"{seed}/{device}/{shard}", count, paths[device])


def run(todo: Iterable[Job], workers: int) -> Iterator[Outcome]:
    """The outcomes of jobs, as they come. `BrokenProcessPool` if a process dies: no waiting."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        for done in as_completed([pool.submit(work, job) for job in todo]):
            yield done.result()


# -- counterexamples -------------------------------------------------------------------------------


def store(found: Disagreement, folder: Path = COUNTEREXAMPLES) -> Path:
    """Write a counterexample, one file each; returns the file."""
    case = found.case
    digest = hashlib.sha256(f"{case.version} {case.flags} {case.data.hex()}".encode()).hexdigest()
    file = folder / f"{case.device}-{digest[:10]}.json"
    held = {
        "device": case.device,
        "version": case.version,
        "flags": dict(case.flags),
        "data": case.data.hex(),
        "origin": case.origin,
        "found": f"dialect {found.dialect}: {found.what}"[:500],
    }
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    return file


def counterexample(file: Path) -> Case:
    """The case in a file."""
    held = json.loads(file.read_text(encoding="utf-8"))
    given = held["flags"].items()
    flags = tuple((name, tuple(it) if isinstance(it, list) else it) for name, it in given)
    data = bytes.fromhex(held["data"])
    return Case(held["device"], held["version"], data, flags, f"{file.name}: {held['origin']}")


def replay(files: Sequence[Path], codecs: dict[str, Codec], paths: Programs) -> list[Disagreement]:
    """Counterexamples that the sides still, or again, disagree on."""
    outcome = Outcome()
    for file in files:
        case = counterexample(file)
        with Arena(codecs[case.device], paths[case.device]) as arena:
            arena.run(case, outcome, whole=True)
    return outcome.disagreements


# -- the command -----------------------------------------------------------------------------------


def _until(seconds: float) -> Iterator[int]:
    """Shards without end, or until the time is over."""
    end, shard = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        yield shard
        shard += 1


def describe(outcome: Outcome, seconds: float) -> str:
    """What was done, in a few lines."""
    total = outcome.cases.total()
    devices = ", ".join(f"{name} {count}" for name, count in sorted(outcome.cases.items()))
    verdicts = ", ".join(f"{name} {count}" for name, count in outcome.verdicts.most_common())
    return "\n".join(
        [
            f"{total} sections in {seconds:.1f} s ({total / seconds:.0f}/s): {devices}",
            f"verdicts: {verdicts}; {outcome.unchanged} refusals left everything as it was",
            f"a load allocated {outcome.peak} bytes at most; "
            f"slowest section {outcome.slowest * 1000:.0f} ms",
            f"disagreements: {len(outcome.disagreements)}",
        ]
    )


@click.command()
@click.option("--seconds", default=60.0, show_default=True, help="How long to go on.")
@click.option("--seed", default=None, type=int, help="Other sections for each (default: by time).")
@click.option("--workers", default=os.cpu_count() or 1, show_default=True, help="Processes.")
def main(seconds: float, seed: int | None, workers: int) -> None:
    """Mutate sections until the time is over or the Python codec and Rust disagree."""
    seed = time.time_ns() // 1_000_000_000 if seed is None else seed
    click.echo(f"seed {seed}")
    try:
        paths = programs()
    except VmgenError as error:
        click.echo(render_all(error.diagnostics), err=True)
        sys.exit(2)
    began = time.monotonic()
    outcome, stored = Outcome(), set[Path]()
    # All jobs of a round are handed over at once: the time is looked at between rounds.
    for shard in _until(seconds):
        for part in run(jobs(seed, paths, range(shard * workers, (shard + 1) * workers)), workers):
            outcome.add(part)
        if outcome.disagreements:
            break
    for found in outcome.disagreements:
        click.echo(f"{found.case.device} ({found.dialect}): {found.what}\n  {found.case.origin}")
        stored.add(store(found))
    click.echo(describe(outcome, time.monotonic() - began))
    for file in sorted(stored):
        click.echo(f"stored {file.relative_to(ROOT)}")
    sys.exit(1 if outcome.disagreements else 0)


if __name__ == "__main__":
    main()
