# SPDX-License-Identifier: GPL-2.0-or-later
"""Writing a build: compare with the disk, refuse to lose anything, then change all or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from functools import cache
from pathlib import Path, PurePosixPath

from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.values import dataclass
from vmgen.write import journal
from vmgen.write.journal import FOLDER, Step, made_folder, mark, mark_of
from vmgen.write.sign import Finished, state_of
from vmgen.write.stage import Stage, Staged, said


@dataclass(slots=True)
class Changes:
    """What a build would do to a tree. Paths are relative to `root`."""

    root: Path
    stage: Stage | None = None
    """Where new texts wait until they are published; None for a mere look, which keeps none."""
    write: dict[str, Staged | None] = field(default_factory=dict)
    """What is to be at each path."""
    link: dict[str, Path] = field(default_factory=dict)
    """What a symbolic link is to point at, by path."""
    move: dict[str, str] = field(default_factory=dict)
    """New path by old: files of the author's, which follow their crate."""
    remove: list[str] = field(default_factory=list)
    """Files and links to take away, and with them the folders that get empty."""
    seen: dict[str, str] = field(default_factory=dict)
    """By path the mark of what was there when it was compared, if anything was."""

    def __bool__(self) -> bool:
        return bool(self.write or self.link or self.move or self.remove)

    def put(self, path: str, text: str) -> None:
        """Write this text there."""
        self.write[path] = self.stage.put(self.root, text) if self.stage else None

    def take_away(self, path: str) -> None:
        """Remove what is there, whatever it is."""
        self.seen[path] = mark(self.root / path)
        self.remove.append(path)

    def read(self, path: str) -> str | None:
        """The text that is there, noted as seen; None for nothing. `VmgenError` VM404 if unread."""
        file = self.root / path
        try:
            content = file.read_bytes()
            text = content.decode("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise VmgenError.single(
                "VM404", Position(str(file)), f"cannot read it: {error}"
            ) from None
        self.seen[path] = mark_of(content)
        return text


def compare(
    root: Path,
    files: Iterable[Finished],
    links: Mapping[str, Path],
    diagnostics: Diagnostics,
    *,
    force: bool = False,
    stage: Stage | None = None,
    once_links: Collection[str] = (),
) -> Changes:
    """What differs from the disk. Hand edits (VM403) and foreign files (VM404) are noted.

    Of the files only what differs is kept, and that in the stage. `once_links` are places where
    older builds made links that may go; any other link is somebody's.
    """
    changes = Changes(root, stage)
    is_link = cache(lambda path: (root / path).is_symlink())
    for file in files:
        link = _link_above(file.path, is_link)
        if link and file.scaffold and link == file.path:
            continue  # the author's, wherever it is
        if link:
            if not force and link not in once_links:
                message = "this is a link, and vmgen writes through none: remove it"
                diagnostics.add("VM404", Position(str(root / link)), message)
            if link not in changes.remove:
                changes.take_away(link)
            changes.put(file.path, file.text)
            continue
        old = changes.read(file.path)
        if old == file.text or (file.scaffold and old is not None):
            continue
        if old is not None and not force:
            protect(root / file.path, old, diagnostics)
        changes.put(file.path, file.text)
    for path, wanted in links.items():
        _compare_link(changes, path, wanted, diagnostics, force)
    return changes


def _compare_link(
    changes: Changes, path: str, wanted: Path, diagnostics: Diagnostics, force: bool
) -> None:
    link = changes.root / path
    if link.is_symlink():
        if _link_target(changes.root, path, wanted) == str(link.readlink()):
            return
        changes.seen[path] = mark(link)
    elif link.exists():  # copies, by a build without the link
        for file in [link] if link.is_file() else sorted(link.rglob("*")):
            if file.is_file():
                inner = file.relative_to(changes.root).as_posix()
                text = changes.read(inner)
                if text is not None and not force:
                    protect(file, text, diagnostics)
                changes.remove.append(inner)
    changes.link[path] = wanted


def _link_above(path: str, is_link: Callable[[str], bool]) -> str:
    """The part of a path that is a symbolic link, if one is; empty if none."""
    ends = [place for place, char in enumerate(path) if char == "/"]
    return next((path[:end] for end in [*ends, len(path)] if is_link(path[:end])), "")


def protect(path: Path, old: str, diagnostics: Diagnostics) -> None:
    """Note it if this text on disk is not as vmgen wrote it."""
    state = state_of(old)
    if state == "edited":
        diagnostics.add("VM403", Position(str(path)), "this file was changed by hand")
    elif state == "foreign":
        diagnostics.add("VM404", Position(str(path)), "vmgen did not write this file")


def publish(trees: Sequence[Changes], stage: Stage) -> None:
    """Make the changes of all trees, or none. `stage` is what all of them were compared with.

    What is begun is in the journal before it begins. On a failure the journal is left to `held`,
    which takes back what it says: VM405 if the system refuses something, VM403 if a file is not any
    more what it was when it was compared.
    """
    if not any(trees):
        return
    with said(stage.output):
        plans = [_Plan(changes, stage) for changes in trees]
        journal.settle([*(file for plan in plans for file in plan.files), stage.folder])
        journal.begin(stage.folder, [step for plan in plans for step in plan.steps])
        stage.began = True
        for plan in plans:
            plan.make()
        for plan in plans:
            plan.look_again()
        journal.settle({folder for plan in plans for folder in plan.touched()})
        journal.end(stage.folder)


class _Plan:
    """The steps to the changes of one tree."""

    def __init__(self, changes: Changes, stage: Stage) -> None:
        self.changes = changes
        self.stage = stage
        place = changes.root.relative_to(stage.output).as_posix()
        self._prefix = "" if place == "." else f"{place}/"
        self.staged: dict[str, Path] = {}
        """By path in the output folder what is to be moved there."""
        self.files: list[Path] = []
        """What has to be on the disk before anything is moved."""
        removed = [self._step(path, self._free()) for path in changes.remove]
        moved = [self._step(old, self._at(new)) for old, new in changes.move.items()]
        put = [self._put(path, item) for path, item in self._items()]
        self.away = [*removed, *moved]
        targets = [*(step.kept for step in moved), *(step.path for step in put)]
        self.steps = [*removed, *self._folders(targets), *moved, *put]

    def _items(self) -> Iterator[tuple[str, Staged]]:
        for path, item in self.changes.write.items():
            assert item is not None, "changes that are only looked at"
            yield path, item
        for path, wanted in self.changes.link.items():
            text = _link_target(self.changes.root, path, wanted)
            yield path, self.stage.put_link(self.changes.root, text)

    def _at(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _free(self) -> str:
        return self.stage.free(self.changes.root).relative_to(self.stage.output).as_posix()

    def _step(self, path: str, kept: str) -> Step:
        return Step(self._at(path), self.changes.seen[path], "", kept)

    def _put(self, path: str, item: Staged) -> Step:
        """What is there is kept beside: it is never away, whenever somebody looks or is killed."""
        self.files.append(item.file)
        self.staged[self._at(path)] = item.file
        old = "" if path in self.changes.remove else self.changes.seen.get(path, "")
        step = Step(self._at(path), old, item.mark, self._free() if old else "")
        if old:
            self._keep(step)
        return step

    def _keep(self, step: Step) -> None:
        path, kept = self.stage.output / step.path, self.stage.output / step.kept
        try:
            os.link(path, kept, follow_symlinks=False)
        except FileNotFoundError:
            raise self._changed(step) from None
        except OSError:  # a file of another user, or a file system without
            shutil.copy2(path, kept, follow_symlinks=False)
            self.files.append(kept)

    def _folders(self, targets: Iterable[str]) -> list[Step]:
        """The folders that these paths need and that are not there, or links that go."""
        gone = {self._at(path) for path in self.changes.remove}
        parents = {path.rpartition("/")[0] for path in targets}
        above = {folder for path in parents for folder in PurePosixPath(path, "_").parents}
        names = sorted(folder.as_posix() for folder in above if folder.name)
        return [
            made_folder(name)
            for name in names
            if name in gone or not (self.stage.output / name).is_dir()
        ]

    def make(self) -> None:
        """Make the changes: what goes away, the folders that are empty then, what comes."""
        for step in self.away:
            self._move(step, self.stage.output / step.path, self.stage.output / step.kept)
        for step in self.away:
            _remove_empty((self.stage.output / step.path).parent, self.changes.root)
        for step in self.steps:
            if step.path in self.staged:
                target = self.stage.output / step.path
                self._move(step, self.staged[step.path], target)

    def _move(self, step: Step, old: Path, new: Path) -> None:
        now = mark(self.stage.output / step.path)
        if now == FOLDER:
            where = Position(str(self.stage.output / step.path))
            raise VmgenError.single("VM404", where, "a folder lies where this belongs")
        if now != step.old or (not step.new and os.path.lexists(new)):
            raise self._changed(step)
        if not new.parent.is_dir():
            new.parent.mkdir(parents=True, exist_ok=True)
        old.replace(new)

    def look_again(self) -> None:
        """Whether somebody had a file open and changed it after the last look."""
        for step in self.steps:
            if step.kept and mark(self.stage.output / step.kept) != step.old:
                raise self._changed(step)

    def touched(self) -> Iterator[Path]:
        """Folders in which something has changed."""
        for folder in {step.path.rpartition("/")[0] for step in self.steps}:
            if (self.stage.output / folder).is_dir():
                yield self.stage.output / folder

    def _changed(self, step: Step) -> VmgenError:
        path = self.stage.output / step.path
        self.stage.known.add(path)
        message = "this file was changed while vmgen was at it: nothing is written"
        return VmgenError.single("VM403", Position(str(path)), message, mend="Build again.")


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it, up to the tree itself, as far as they are empty."""
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _link_target(root: Path, path: str, wanted: Path) -> str:
    """A link's text: relative, so that a checkout can be moved."""
    return os.path.relpath(wanted, os.path.realpath((root / path).parent))
