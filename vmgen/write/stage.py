# SPDX-License-Identifier: GPL-2.0-or-later
"""An output folder that this process holds, and what it gets ready there before it changes it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vmgen import JOURNAL
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.tools.lock import is_locked, locked
from vmgen.write import journal


class Staged(NamedTuple):
    """A file or link that is ready to be moved to its place."""

    mark: str
    file: Path


class Stage:
    """Where new files wait, and old ones until it is certain that nobody wants them back.

    That is one folder in the output folder, and one in each tree that is on another disk, since
    files are moved and not copied from it.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.began = False
        """Whether what was staged began to be moved to its place."""
        self.known: set[Path] = set()
        """Files that somebody changed meanwhile, of which a finding says so already."""
        self._count = 0
        self._folders: dict[Path, Path] = {}
        """The stage of each tree."""

    @property
    def folder(self) -> Path:
        """The folder with the journal."""
        return self.output / JOURNAL

    def put(self, tree: Path, text: str) -> Staged:
        """A file with this text, in a tree's stage. `VmgenError` VM405 where it cannot be had."""
        content = text.encode()
        with said(tree):
            file = self.free(tree)
            file.write_bytes(content)
        return Staged(journal.mark_of(content), file)

    def put_link(self, tree: Path, target: str) -> Staged:
        """A symbolic link."""
        link = self.free(tree)
        link.symlink_to(target)
        return Staged(journal.mark(link), link)

    def free(self, tree: Path) -> Path:
        """A name in a tree's stage that nothing has yet."""
        folder = self._folders.get(tree)
        if folder is None:
            folder = self._folders[tree] = self._folder_for(tree)
        self._count += 1
        return folder / str(self._count)

    def _folder_for(self, tree: Path) -> Path:
        _make(self.folder)
        if not tree.exists() or tree.stat().st_dev == self.folder.stat().st_dev:
            return self.folder
        _make(tree / JOURNAL)
        return tree / JOURNAL

    def clear(self) -> list[Path]:
        """Leave nothing half done, and nothing behind; returns what was changed since."""
        steps = journal.begun(self.folder)
        left = journal.take_back(self.output, steps) if steps is not None else []
        if steps is not None:
            journal.end(self.folder)
        if os.path.lexists(self.folder):
            for folder in [*self.output.glob(f"*/{JOURNAL}"), self.folder]:
                shutil.rmtree(folder)
        return left


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


@contextmanager
def held(output: Path, trees: Sequence[Path] = (), *, make: bool) -> Iterator[Stage]:
    """Hold an output folder with the trees in it, and first take back what was broken off there.

    `make` makes the folder if it is not there; it goes again if nothing comes into it. `VmgenError`
    VM405 where it cannot be held, VM409 where a journal is none.
    """
    with ExitStack() as stack:
        with said(output):
            if make:
                stack.callback(
                    _remove_empty, [one for one in (output, *output.parents) if not one.exists()]
                )
                output.mkdir(parents=True, exist_ok=True)
            there = [folder for folder in (output, *trees) if folder.is_dir()]
            stack.enter_context(locked(*there))
            stage = Stage(output)
            recover(stage)
        stack.enter_context(_cleared(stage))
        yield stage


def _remove_empty(folders: Sequence[Path]) -> None:
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


@contextmanager
def _cleared(stage: Stage) -> Iterator[None]:
    """Whatever happens inside, what was begun is whole or taken back behind it."""
    try:
        yield
    except KeyboardInterrupt as stop:
        written = stage.began and journal.begun(stage.folder) is None
        stop.add_note("all is written" if written else "nothing was changed")
        raise
    finally:
        with said(stage.output), _uninterrupted():
            _say_left(path for path in stage.clear() if path not in stage.known)


def recover(stage: Stage) -> None:
    """Take back what a build began that was killed, and say so. The folder must be held."""
    if not os.path.lexists(stage.folder):
        return
    with _uninterrupted():
        broken = bool(journal.begun(stage.folder))
        left = stage.clear()
    if broken:
        found = Diagnostics()
        message = "a build was broken off while it wrote: what it had changed is as it was before"
        found.add("VM407", Position(str(stage.output)), message)
        print(render_all(found), file=sys.stderr)
    _say_left(left)


def recover_unheld(output: Path) -> None:
    """The same for a folder that nobody needs to hold: unless somebody is writing there now."""
    with said(output):
        busy = os.path.lexists(output / JOURNAL) and is_locked(output)
    if os.path.lexists(output / JOURNAL) and not busy:
        with held(output, make=False):
            pass


def _say_left(left: Iterable[Path]) -> None:
    found = Diagnostics()
    for path in left:
        message = "this file was changed after vmgen wrote it: it stays as it is"
        found.add("VM408", Position(str(path)), message)
    if len(found):
        print(render_all(found), file=sys.stderr)


@contextmanager
def said(place: Path) -> Iterator[None]:
    """What the system refuses is VM405; of what is ours alone, at the folder that has it."""
    try:
        yield
    except OSError as error:
        refused = Path(os.fsdecode(error.filename or place))
        if JOURNAL in refused.parts:
            refused = Path(*refused.parts[: refused.parts.index(JOURNAL)])
        why, mend = error.strerror, ""
        if link := next(filter(_leads_nowhere, (refused, *refused.parents)), None):
            refused, why = link, f"this link leads nowhere, to `{link.readlink()}`"
            mend = "Remove the link, or make what it leads to."
        elif isinstance(error, FileExistsError):
            why, mend = "a file has this name, and a folder belongs here", "Move the file away."
        message = f"cannot write: {why}"
        raise VmgenError.single("VM405", Position(str(refused)), message, mend=mend) from None


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals that end vmgen come when this is over; it takes no time."""
    held_back = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held_back)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
