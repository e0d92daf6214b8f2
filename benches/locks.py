# SPDX-License-Identifier: GPL-2.0-or-later
"""What a project of many devices is held against, its locks: python -m benches.locks [COUNT]

Once as a user asks, `vmgen compat` without sides, which reads all specs; and once the comparison
alone, which is what `buf breaking` was measured at for 1,000 messages: 0.78 s (anchors.md). The
table of docs/figures.md does not have them yet.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benches.answers import IMPORT, project
from benches.measure import ROOT, Cost, in_turn, process, python, vmgen
from benches.table import FULL, Figure, ratio

_RELEASES = ("1.0", "2.0", "3.0", "4.0", "5.0")


def main() -> None:
    """Both, of so many devices, 1,000 if nothing is said."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory(prefix="vmgen-bench-") as name:
        os.environ["XDG_CACHE_HOME"] = str(Path(name) / "cache")
        for what, measure in (("`vmgen compat`", _asked), ("the comparison alone", _alone)):
            found = measure(Path(name), count, FULL.runs)
            print(f"{what}: {found.cost.cpu:.2f} s of CPU, {found.result} of `{IMPORT}`")


def _asked(folder: Path, count: int, runs: int) -> Figure:
    where = _released(folder, count)
    ask, peer = (partial(process, it, where) for it in (vmgen("compat"), python(IMPORT)))
    ours, theirs = in_turn(ask, peer, times=runs)
    return Figure(ours, ratio(ours, theirs))


def _alone(folder: Path, count: int, runs: int) -> Figure:
    from vmgen.compat.locks import held, locks_in
    from vmgen.compat.sides import section_of
    from vmgen.diagnostics import Diagnostics
    from vmgen.spec.read import read_specs

    where = _released(folder, count)
    sections = [section_of(it) for it in read_specs([where / "specs"], Diagnostics())]

    def compare() -> Cost:
        begin, cpu = time.perf_counter(), time.process_time()
        assert not any(it.findings for it in held(sections, locks_in(where / "locks")))
        return Cost(time.process_time() - cpu, time.perf_counter() - begin, 0)

    ours, theirs = in_turn(compare, partial(process, python(IMPORT), where), times=runs)
    return Figure(ours, ratio(ours, theirs))


def _released(folder: Path, count: int) -> Path:
    """The project, with its releases."""
    where = project(folder, count)
    for name in _RELEASES:
        if not (where / "locks" / name).is_dir():
            process(vmgen("release", name), where)
    return where


if __name__ == "__main__":
    main()
