# SPDX-License-Identifier: GPL-2.0-or-later
"""The zoo: what it measures, and the table that it prints."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.zoo.crates import checked, linked, written
from tests.zoo.sections import Gathered
from tests.zoo.trial import Animal, imported, read, tried
from vmgen.cargo.runner import Runner
from vmgen.diagnostics import VmgenError
from vmgen.importer.dump import dumped, told
from vmgen.importer.found import Description, Spot

SHARED = ROOT.parent / "shared" / "data"


def main() -> None:
    """Run it; status 1 if less than the aims came back."""
    parser = argparse.ArgumentParser(prog="python -m tests.zoo")
    parser.add_argument("streams", nargs="*", type=Path)
    parser.add_argument("--dump", dest="dumps", action="append", type=Path)
    parser.add_argument("--only", action="append", help="name of a description")
    parser.add_argument("--share", type=int, default=100, help="percent of the names")
    parser.add_argument("--python", action="store_true", help="no Rust")
    parser.add_argument("--folder", type=Path, help="keep specs and crates here")
    given = parser.parse_args()
    streams = given.streams or sorted(SHARED.glob("streams/*/*.xz"))
    dumps = given.dumps or sorted(SHARED.glob("dumps/*/*.xz"))
    with TemporaryDirectory() as scratch:
        _run(given, streams, _by_name(dumps), given.folder or Path(scratch))


def _by_name(paths: Sequence[Path]) -> dict[str, list[Description]]:
    """What dumps say, by the name of the description; the newest version first."""
    found: dict[str, list[Description]] = {}
    for path in paths:
        try:
            bodies = dumped(path)
        except VmgenError as error:
            print(f"{path.name:<32} {'':>6}  {next(iter(error.diagnostics)).message[:160]}")
            continue
        for name, body in bodies.items():
            found.setdefault(body.name, []).append(told(body, Spot(str(path), path=name)))
    for items in found.values():
        items.sort(key=lambda it: -(it.version_id or 0))
    return found


def _run(
    given: argparse.Namespace,
    streams: Sequence[Path],
    dumps: dict[str, list[Description]],
    folder: Path,
) -> None:
    begun = time.monotonic()
    only = given.only
    gathered = Gathered(lambda it: bool(it) and (not only or it in only))
    lots = gathered.read(map(str, streams))
    names = list(lots)[:: max(1, round(100 / given.share))]
    lots = {name: lots[name] for name in names}
    _clock(begun, f"{len(lots)} names of {len(streams)} streams read")
    animals = imported(lots, dumps, folder / "specs")
    read(animals)
    _clock(begun, f"{sum(it.spec is not None for it in animals)} specs imported")
    if given.python:
        for animal in animals:
            tried(animal, None)
        _clock(begun, "all sections through Python")
    else:
        _rust(animals, folder / "crates", begun)
    _table(animals, gathered, time.monotonic() - begun)


def _rust(animals: list[Animal], folder: Path, begun: float) -> None:
    """Build the crates of all in one workspace, and try their sections in Python and Rust."""
    written(animals, folder)
    _clock(begun, f"{sum(it.codec is not None for it in animals)} crates written")
    checked(animals, folder)
    _clock(begun, f"{sum(it.codec is not None for it in animals)} crates pass cargo clippy")
    program = linked(animals, folder)
    _clock(begun, "one program of them built")
    with Runner(program) as runner:
        for animal in animals:
            tried(animal, runner)
    _clock(begun, "all sections through Python and Rust")


def _clock(begun: float, text: str) -> None:
    print(f"{time.monotonic() - begun:8.1f} s  {text}", flush=True)


def _table(animals: Sequence[Animal], gathered: Gathered, seconds: float) -> None:
    """What is left with its reason, then the figures."""
    for path, reason in gathered.broken.items():
        print(f"{Path(path).name:<32} {'':>6}  {reason.removeprefix(path)[:160]}")
    whole = {animal.name for animal in animals}
    for animal in animals:
        for reason, count in animal.left.most_common(3):
            whole.discard(animal.name)
            print(f"{animal.name:<32} {count:>6}  {reason[:160]}")
    for name, count in gathered.undescribed.items():
        print(f"{name:<32} {count:>6}  has no description in the stream (in none of the figures)")
    names = {animal.name for animal in animals}
    sections, same = sum(it.sections for it in animals), sum(it.same for it in animals)
    print(
        f"\nnames     {len(names):>6}  whole {len(whole):>6}  {len(whole) / max(len(names), 1):.1%}"
    )
    print(f"sections  {sections:>6}  same  {same:>6}  {same / max(sections, 1):.2%}")
    print(f"{seconds:.0f} s, {seconds / max(len(names), 1):.2f} s a name")
    sys.exit(0 if len(whole) >= 0.97 * len(names) and same >= 0.99 * sections else 1)


if __name__ == "__main__":
    main()
