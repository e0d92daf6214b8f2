# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole processes: CPU of user and system with that of their children, wall, and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


class Cost(NamedTuple):
    """Of one process with its children, or the medians of several."""

    cpu: float
    """Seconds."""
    wall: float
    """Seconds."""
    mib: float
    """The most memory that one of them had."""


def process(command: Sequence[str], folder: Path = ROOT) -> Cost:
    """Run it; an error ends the bench."""
    begin = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        shown = " ".join(command)[:200]
        raise SystemExit(f"{shown}: exit {child.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def in_turn(*runs: Callable[[], Cost], times: int) -> list[Cost]:
    """The medians of each, run in turn, so that a busy machine is as busy for all of them."""
    costs = [[run() for run in runs] for _ in range(times)]
    return [
        Cost(*map(statistics.median, zip(*column, strict=True)))
        for column in zip(*costs, strict=True)
    ]


def python(code: str, *words: str) -> list[str]:
    """A Python that does this."""
    return [sys.executable, "-c", code, *words]


def vmgen(*words: str) -> list[str]:
    """What an installed `vmgen` runs, whatever its first line is."""
    return python("from vmgen.__main__ import main; main()", *words)


def made(script: str, *arguments: str) -> str:
    """What a script of the cases prints, which are inputs that others measure with, too."""
    command = [sys.executable, str(SHARED / "cases" / "perf" / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
