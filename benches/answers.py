# SPDX-License-Identifier: GPL-2.0-or-later
"""How soon vmgen answers: its start, and builds in which nothing changed, or one spec.

The peers are an empty Python, and one that imports what vmgen stands on. The projects are of specs
of ten fields; "one changed" is a new reset value in one of them before each run.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benches.measure import Cost, in_turn, made, process, python, vmgen
from benches.table import Case, Figure, Sizes, ratio

NOTHING = "python -c pass"
IMPORT = "import pydantic, jinja2; pydantic.BaseModel"
_STARTS = (("--version",), ("--help",), ("explain", "VM132"))
_BUILD = vmgen("build", "--no-cargo")


def cases(sizes: Sizes, folder: Path) -> Iterator[Case]:
    """Below `folder` the projects are made."""
    runs = 5 * sizes.runs
    for words in _STARTS:
        command = vmgen(*words)
        measure = partial(_beside, command, python("pass"), folder, runs)
        yield Case(f"`vmgen {' '.join(words)}`", f"`{NOTHING}`", "<= 3x", measure)
    for count, aim in zip(sizes.specs, ("< 1x", "< 1x", "<= 3x"), strict=True):
        measure = partial(_unchanged, count, folder, runs)
        yield Case(f"nothing changed, {count:,} specs", f"`{IMPORT}`", aim, measure)
    for count, aim in zip(sizes.specs, ("", "", "<= 5x"), strict=True):
        measure = partial(_one_changed, count, folder, runs)
        yield Case(f"one changed of {count:,} specs", f"`{IMPORT}`", aim, measure)


def _beside(
    command: Sequence[str],
    peer: Sequence[str],
    folder: Path,
    runs: int,
    before: Callable[[], None] = lambda: None,
) -> Figure:
    """A command and its peer in turn, when both have run; `before` each, something."""

    def run() -> Cost:
        before()
        return process(command, folder)

    for warm in (run, run, partial(process, peer, folder)):
        warm()
    ours, theirs = in_turn(run, partial(process, peer, folder), times=runs)
    return Figure(ours, ratio(ours, theirs))


def _unchanged(count: int, folder: Path, runs: int) -> Figure:
    return _beside(_BUILD, python(IMPORT), project(folder, count), runs)


def _one_changed(count: int, folder: Path, runs: int) -> Figure:
    root = project(folder, count)
    values = itertools.count(1000)
    spec = root / "specs" / "dev0003.py"

    def change() -> None:
        text, changed = re.subn(r"(counter: .* = )\d+", rf"\g<1>{next(values)}", spec.read_text())
        assert changed == 1
        spec.write_text(text)

    return _beside(_BUILD, python(IMPORT), root, runs, change)


def project(folder: Path, count: int) -> Path:
    """A project of so many specs, built."""
    root = folder / f"project-{count}"
    if not root.is_dir():
        root.mkdir()
        made("gen_specs.py", str(root / "specs"), str(count))
        process(_BUILD, root)
        time.sleep(2.5)  # until the times of what was written are believed
    return root
