# SPDX-License-Identifier: GPL-2.0-or-later
"""Writing a build: compare with the disk, refuse to lose anything, then change all or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.write.lock import locked
from vmgen.write.sign import Finished, state_of

_STAGE = ".vmgen-stage-"


@dataclass(slots=True)
class Changes:
    """What a build would do to a tree. Paths are relative to `root`."""

    root: Path
    write: dict[str, str] = field(default_factory=dict)
    """Text by path."""
    link: dict[str, Path] = field(default_factory=dict)
    """What a symbolic link is to point at, by path."""
    move: dict[str, str] = field(default_factory=dict)
    """New path by old: files of the author's, which follow their crate."""
    remove: list[str] = field(default_factory=list)
    """Files and links to take away, and with them the folders that get empty."""

    def __bool__(self) -> bool:
        return bool(self.write or self.link or self.move or self.remove)


def compare(
    root: Path,
    files: Sequence[Finished],
    links: Mapping[str, Path],
    diagnostics: Diagnostics,
    *,
    force: bool = False,
) -> Changes:
    """What differs from the disk. Hand edits (VM403) and foreign files (VM404) are noted."""
    changes = Changes(root)
    for file in files:
        target = root / file.path
        if link := _link_above(root, file.path):
            if link not in changes.remove:  # older builds linked to where vmgen was installed
                changes.remove.append(link)
            changes.write[file.path] = file.text
            continue
        old = _read(target)
        if old == file.text or (file.scaffold and old is not None):
            continue
        if old is not None and not force:
            protect(target, old, diagnostics)
        changes.write[file.path] = file.text
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
    elif link.exists():  # copies, by a build without the link
        for file in [link] if link.is_file() else sorted(link.rglob("*")):
            if file.is_file() and (text := _read(file)) is not None:
                if not force:
                    protect(file, text, diagnostics)
                changes.remove.append(file.relative_to(changes.root).as_posix())
    changes.link[path] = wanted


def _link_above(root: Path, path: str) -> str:
    """The part of a path that is a symbolic link, if one is; empty if none."""
    parts = path.split("/")
    steps = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return next((step for step in steps if (root / step).is_symlink()), "")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise VmgenError.single("VM404", Position(str(path)), f"cannot read it: {error}") from None


def protect(path: Path, old: str, diagnostics: Diagnostics) -> None:
    """Note it if this text on disk is not as vmgen wrote it."""
    state = state_of(old)
    if state == "edited":
        diagnostics.add("VM403", Position(str(path)), "this file was changed by hand")
    elif state == "foreign":
        diagnostics.add("VM404", Position(str(path)), "vmgen did not write this file")


def publish(changes: Changes) -> None:
    """Make the changes. On any failure the tree is put back as it was, and VM405 raised.

    Every file is written whole beside its place before the first one is moved there, so that even
    a killed build leaves each file either old or new, never cut.
    """
    if not changes:
        return
    try:
        changes.root.mkdir(parents=True, exist_ok=True)
        with locked(changes.root):
            _remove_leftovers(changes.root)
            with tempfile.TemporaryDirectory(prefix=_STAGE, dir=changes.root) as stage:
                _move_all(changes, _stage_files(changes, Path(stage)), Path(stage))
    except OSError as error:
        where = Position(str(error.filename or changes.root))
        raise VmgenError.single("VM405", where, f"cannot write: {error.strerror}") from None


def _remove_leftovers(root: Path) -> None:
    """Stages of builds that were killed."""
    for folder in root.glob(f"{_STAGE}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _stage_files(changes: Changes, stage: Path) -> dict[Path, Path]:
    """New files and links in the stage, by the place they shall go to."""
    staged: dict[Path, Path] = {}
    for number, (path, text) in enumerate(changes.write.items()):
        staged[changes.root / path] = stage / f"new-{number}"
        (stage / f"new-{number}").write_text(text, encoding="utf-8")
    for number, (path, wanted) in enumerate(changes.link.items()):
        staged[changes.root / path] = stage / f"link-{number}"
        (stage / f"link-{number}").symlink_to(_link_target(changes.root, path, wanted))
    return staged


def _move_all(changes: Changes, staged: Mapping[Path, Path], stage: Path) -> None:
    root = changes.root
    undo: list[Callable[[], object]] = []
    try:
        for number, path in enumerate(changes.remove):
            _move(root / path, stage / f"gone-{number}", undo)
        for old, new in changes.move.items():
            _move(root / old, root / new, undo)
        for path in [*changes.remove, *changes.move]:
            _remove_empty((root / path).parent, root)
        for number, (target, new_file) in enumerate(staged.items()):
            back: Callable[[], object] = target.unlink
            if os.path.lexists(target):
                kept = stage / f"old-{number}"
                if target.is_symlink():
                    kept.symlink_to(target.readlink())
                else:
                    shutil.copy2(target, kept)
                back = partial(kept.replace, target)
            else:
                _make_folders(target.parent, undo)
            new_file.replace(target)
            undo.append(back)
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _move(old: Path, new: Path, undo: list[Callable[[], object]]) -> None:
    _make_folders(new.parent, undo)
    old.rename(new)
    undo.append(partial(new.rename, old))
    undo.append(partial(old.parent.mkdir, parents=True, exist_ok=True))


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it, up to the tree itself, as far as they are empty."""
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _make_folders(folder: Path, undo: list[Callable[[], object]]) -> None:
    """Make a folder and those above it that were not there."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    undo += [one.rmdir for one in missing[::-1]]


def _link_target(root: Path, path: str, wanted: Path) -> str:
    """A link's text: relative, so that a checkout can be moved."""
    return os.path.relpath(wanted, os.path.realpath((root / path).parent))
