# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds that are killed, at any moment and at each step on disk: no tree is mixed afterwards.

    python -m fuzz.kills                  # 300 kills at random moments, 100 aimed at steps on disk
    python -m fuzz.kills --random 20 --aimed 20 --seed 3

A project changes between two versions, in which crates change, go and move with their author's
files, in two dialects. Each build of the other version is killed; `vmgen build --check` comes next,
and must leave both trees as the one version has them, or both as the other has, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import vmgen.cli.build
import vmgen.cli.trees  # noqa: F401 (what a build imports on its way)
from vmgen import JOURNAL
from vmgen.__main__ import main

_CHANGES = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.symlink"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_BUILD = ("build", "--no-cargo", "--dialect", "11", "--dialect", "10.2")

Snapshot = dict[str, bytes]


def kill_before(number: int, folder: Path) -> Iterator[int]:
    """Have this process killed, as by `kill -9`, before the n-th thing that it does in a folder.

    Python says of each file that is made, moved or removed before it is (PEP 578). Returns the
    counter, which goes on from the steps that were made.
    """
    steps = count(1)

    def look(event: str, details: tuple[object, ...]) -> None:
        if _changes(event, details, str(folder)) and next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
    return steps


def _changes(event: str, details: tuple[object, ...], folder: str) -> bool:
    """Whether this is a change of something below a folder."""
    if event == "open":
        path, _, flags = details
        return isinstance(flags, int) and bool(flags & _WRITES) and _below(path, -1, folder)
    if event not in _CHANGES:
        return False
    pairs = {"os.rename": ((0, 2), (1, 3)), "os.link": ((0, 2), (1, 3)), "os.symlink": ((1, 2),)}
    handle = 2 if event == "os.mkdir" else 1
    return any(
        _below(details[path], details[place], folder)
        for path, place in pairs.get(event, ((0, handle),))
    )


def _below(path: object, handle: object, folder: str) -> bool:
    if not isinstance(path, str | os.PathLike):
        return False
    place = Path(f"/proc/self/fd/{handle}").readlink() if handle != -1 else Path.cwd()
    return str(place / path).startswith(folder)


def killed_before(number: int, folder: Path, act: Callable[[], object]) -> bool:
    """Do something in a child that is killed before its n-th change; False if it makes fewer."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            kill_before(number, folder)
            act()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed before"
    return os.WIFSIGNALED(status)


def snapshot(root: Path) -> Snapshot:
    """What is in a folder: contents and links by path, and folders."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else b"folder"
    return found


class Project:
    """A project on disk with two versions of its specs, and what each builds.

    Commands run in children of this process, which has imported what they need: what is killed is
    what they do, and rarely Python on its way to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "generated"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True)
        for name in ("one", "two"):
            self.run("new", name)
        self.texts = {path: path.read_text() for path in sorted((folder / "specs").iterdir())}
        self.built: list[Snapshot] = []
        self.now = 1
        for version in (0, 1):
            self.choose(version)
            self.run(*_BUILD)
            self.built.append(snapshot(self.output))
        self.choose(0)
        started = time.monotonic()
        counted = self.run(*_BUILD, before=sys.maxsize)
        self.seconds = time.monotonic() - started
        """How long a build takes."""
        self.steps = int(counted.split()[-1])
        """How many things it does in the output folder."""
        self.now = 0

    def choose(self, version: int) -> None:
        """Write the specs of a version."""
        for path, text in self.texts.items():
            if version:
                moved = path.stem == "two"
                text = text.replace("control", "kontrol")
                text = text.replace('category="misc"', 'category="char"') if moved else text
            path.write_text(text, encoding="utf-8")

    def start(self, *arguments: str, before: int = 0) -> int:
        """Start a command, which is killed before a step if one is given; returns its process."""
        child = os.fork()
        if child:
            return child
        status = 70
        try:
            os.chdir(self.folder)
            os.environ["TMPDIR"] = str(self.temporary)
            tempfile.tempdir = None
            said = os.open(self.folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 1)
            os.dup2(said, 2)
            sys.argv = ["vmgen", *arguments]
            steps = kill_before(before, self.output) if before else iter((1,))
            status = _status(main)
            print(next(steps) - 1, flush=True)
        finally:
            os._exit(status)

    def run(self, *arguments: str, before: int = 0) -> str:
        """Run a command to its end, which must be good; returns what it said."""
        _, status = os.waitpid(self.start(*arguments, before=before), 0)
        said = (self.folder / "said").read_text(encoding="utf-8")
        if status:
            raise SystemExit(f"vmgen {' '.join(arguments)}: {said}")
        return said

    def kill(self, *, after: float = 0.0, before: int = 0, number: int = signal.SIGKILL) -> bool:
        """Build, and be killed; False if the build was quicker."""
        child = self.start(*_BUILD, before=before)
        if not before:
            time.sleep(after)
            os.kill(child, number)
        return os.waitpid(child, 0)[1] != 0

    def check(self) -> int:
        """What `--check` ends with."""
        _, status = os.waitpid(self.start(*_BUILD, "--check"), 0)
        return os.waitstatus_to_exitcode(status)

    def round(self, killed: Callable[[], bool]) -> str:
        """Kill a build of the other version, and look; returns in which state it was killed."""
        old, new = self.built[self.now], self.built[1 - self.now]
        self.choose(1 - self.now)
        state = "was killed" if killed() else "was quicker"
        found = snapshot(self.output)
        trees = {name: item for name, item in found.items() if not name.startswith(JOURNAL)}
        status = self.check()
        after = snapshot(self.output)
        assert after in (old, new), f"mixed: {_difference(after, old)}; {_difference(after, new)}"
        assert status == (after == old), f"--check ends with {status}"
        left = [path.name for path in self.temporary.iterdir()]
        assert not left, f"left behind: {left}"
        if after == new:
            self.now = 1 - self.now
        end = "with the new tree" if after == new else "with the old tree"
        if trees not in (old, new):
            end += ", after it was taken back"
        elif found != trees:
            end += ", and something to sweep"
        return f"{state}, {end}"


def _status(act: Callable[[], object]) -> int:
    """What a command ends with."""
    try:
        act()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _difference(one: Snapshot, other: Snapshot) -> list[str]:
    return [path for path in sorted({*one, *other}) if one.get(path) != other.get(path)]


def kill_builds(arguments: Sequence[str] | None = None) -> None:
    """Kill builds, and count what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--random", type=int, default=300, help="kills at random moments")
    parser.add_argument("--aimed", type=int, default=100, help="kills at steps on disk")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    chance = random.Random(wanted.seed)
    place = Path(tempfile.mkdtemp(prefix="kills-"))
    project = Project(place)
    seen: Counter[str] = Counter()
    kills: list[tuple[str, Callable[[], bool]]] = []
    for _ in range(wanted.random):
        seconds = chance.uniform(0, 1.1 * project.seconds)
        number = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        kills.append(("", partial(project.kill, after=seconds, number=number)))
    for turn in range(wanted.aimed):
        step = 1 + turn * project.steps // wanted.aimed
        kills.append(("aimed: ", partial(project.kill, before=step)))
    for done, (how, kill) in enumerate(kills, 1):
        seen[f"{how}{project.round(kill)}"] += 1
        if done % 20 == 0:
            print(f"{done} of {len(kills)} kills", file=sys.stderr, flush=True)
    for what, often in sorted(seen.items()):
        print(f"{often:5} {what}")
    print(f"{len(kills)} kills, and no tree was mixed behind the next command")
    shutil.rmtree(place)


if __name__ == "__main__":
    kill_builds()
