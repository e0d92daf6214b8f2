# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of figures: its cases, what was measured of each, and the page in docs/."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benches.measure import Cost


class Sizes(NamedTuple):
    """How much is measured."""

    name: str
    specs: tuple[int, ...]
    """Of projects in which nothing, or one spec, changed."""
    devices: int
    """Of a full build."""
    fields: tuple[int, ...]
    """Of one device."""
    streams: int | None
    """How many of them at most; None for all."""
    runs: int
    """Of what takes long; what does not is run five times as often."""


FULL = Sizes("full", (15, 100, 1000), 1000, (250, 2000), None, 3)
SMALL = Sizes("small", (5, 15, 50), 50, (50, 250), 30, 1)


class Figure(NamedTuple):
    """What was measured of a case."""

    cost: Cost
    """Of vmgen; `mib` is 0 where it means nothing."""
    result: str
    """What the aim is about, such as `0.31x`."""


class Case(NamedTuple):
    """A row of the table."""

    name: str
    beside: str
    """The peer that ran in the same run; empty for none."""
    aim: str
    measure: Callable[[], Figure]


def ratio(cost: Cost, peer: Cost) -> str:
    """CPU of one by CPU of the other."""
    return f"{cost.cpu / peer.cpu:.2f}x"


def machine() -> list[str]:
    """Facts about this machine and this moment, a line each."""
    lines = [line for line in _read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    model = lines[0].partition(":")[2].strip() if lines else platform.machine()
    return [
        f"{os.cpu_count()} cores ({model}), {platform.system()} {platform.machine()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.1f} when it began",
    ]


def page(
    rows: Iterable[tuple[Case, Figure]], sizes: Sizes, facts: Sequence[str], peers: Sequence[str]
) -> str:
    """The page in markdown."""
    command = "python -m benches" + " --small" * (sizes.name == "small")
    head = [
        "# Figures",
        "",
        f"What `{command}` measured and wrote, in one run: whole processes, start-up included,",
        "medians. CPU is that of user and system with all children, memory the most that one of",
        "them had. What stands beside a case ran in turn with it; `0.50x` is half of its CPU.",
        "",
        *(f"- {fact}" for fact in (*facts, *peers)),
        f"- sizes: {sizes.name}" + ": a trial, and no figures to go by" * (sizes.name == "small"),
        "",
        "| case | beside | CPU | wall | memory | result | aim |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *(_row(case, figure) for case, figure in rows), ""])


def _row(case: Case, figure: Figure) -> str:
    cost = figure.cost
    memory = f"{cost.mib:.0f} MiB" if cost.mib else ""
    numbers = (seconds(cost.cpu), seconds(cost.wall), memory)
    return f"| {' | '.join((case.name, case.beside, *numbers, figure.result, case.aim))} |"


def seconds(value: float) -> str:
    """In the unit in which it has two digits or more."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.{2 if value / size < 10 else 0}f} {unit}"
    return f"{value * 1e9:.0f} ns"


def _read(name: str) -> str:
    path = Path(name)
    return path.read_text() if path.is_file() else ""
