# SPDX-License-Identifier: GPL-2.0-or-later
"""Writing a build: compare with the disk, refuse to lose anything, then change all or nothing."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.write.sign import Finished, state_of

_STAGE = ".vmgen-stage-"


@dataclass(slots=True)
class Changes:
    """What a build would do to a tree."""

    root: Path
    write: dict[str, str] = field(default_factory=dict)
    """Text by path relative to `root`."""
    link: dict[str, Path] = field(default_factory=dict)
    """What a symbolic link is to point at, by path relative to `root`."""

    def __bool__(self) -> bool:
        return bool(self.write or self.link)


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
        old = _read(target)
        if old == file.text or (file.scaffold and old is not None):
            continue
        if old is not None and not force:
            _protect(target, old, diagnostics)
        changes.write[file.path] = file.text
    for path, wanted in links.items():
        link = root / path
        if link.is_symlink():
            if _link_target(root, path, wanted) != str(link.readlink()):
                changes.link[path] = wanted
        elif not link.exists():  # a real folder means a real QEMU tree, which has its own
            changes.link[path] = wanted
    return changes


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise VmgenError.single("VM404", Position(str(path)), f"cannot read it: {error}") from None


def _protect(path: Path, old: str, diagnostics: Diagnostics) -> None:
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
        with _locked(changes.root):
            _remove_leftovers(changes.root)
            with tempfile.TemporaryDirectory(prefix=_STAGE, dir=changes.root) as stage:
                _move_all(changes, _stage_files(changes, Path(stage)), Path(stage))
    except OSError as error:
        where = Position(str(error.filename or changes.root))
        raise VmgenError.single("VM405", where, f"cannot write: {error.strerror}") from None


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Two builds of one tree take turns. The lock is on the folder itself and leaves no file."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


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
    done: list[tuple[Path, Path | None]] = []
    made: list[Path] = []
    try:
        for number, (target, new) in enumerate(staged.items()):
            made += _make_folders(target.parent)
            old: Path | None = None
            if os.path.lexists(target):
                old = stage / f"old-{number}"
                if target.is_symlink():
                    old.symlink_to(target.readlink())
                else:
                    shutil.copy2(target, old)
            new.replace(target)
            done.append((target, old))
    except BaseException:
        for target, old in reversed(done):
            if old is None:
                target.unlink()
            else:
                old.replace(target)
        for folder in reversed(made):
            folder.rmdir()
        raise


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; returns the ones that were not there."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _link_target(root: Path, path: str, wanted: Path) -> str:
    """A link's text: relative, so that a checkout can be moved."""
    return os.path.relpath(wanted, os.path.realpath((root / path).parent))
