# SPDX-License-Identifier: GPL-2.0-or-later
"""What a project of many devices is held against: its locks, five of each device.

Once as a user asks, `vmgen compat` without sides, which reads all specs; and once the comparison
alone, which is what `buf breaking` was measured at for 1,000 messages: 0.78 s (anchors.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benches.answers import IMPORT, project
from benches.measure import Cost, in_turn, process, python, vmgen
from benches.table import Case, Figure, Sizes, ratio

_RELEASES = ("1.0", "2.0", "3.0", "4.0", "5.0")


def cases(sizes: Sizes, folder: Path) -> Iterator[Case]:
    """Of the largest of the projects below `folder`."""
    count = max(sizes.specs)
    text = f"{count:,} devices, {len(_RELEASES)} locks each"
    asked = partial(_asked, folder, count, sizes.runs)
    yield Case(f"`vmgen compat`, {text}", f"`{IMPORT}`", "", asked)
    alone = partial(_alone, folder, count, sizes.runs)
    yield Case(f"the comparison alone, {text}", f"`{IMPORT}`", "< 0.78 s", alone)


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
    return Figure(ours, f"{ours.cpu:.2f} s, {ratio(ours, theirs)}")


def _released(folder: Path, count: int) -> Path:
    """The project, with its releases."""
    where = project(folder, count)
    for name in _RELEASES:
        if not (where / "locks" / name).is_dir():
            process(vmgen("release", name), where)
    return where
