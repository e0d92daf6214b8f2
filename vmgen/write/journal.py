# SPDX-License-Identifier: GPL-2.0-or-later
"""What a build has begun, on disk before it begins: by that the next one takes it back.

docs/decisions/0021-a-journal-that-takes-back.md says why back, and why not forward.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from vmgen.diagnostics import Position, VmgenError

_FILE = "journal"
_FORMAT = 1
LINK = "-> "
"""How the mark of a link begins."""
FOLDER = "folder"
"""The mark of a folder."""
_FEW = 16
"""From here on one call for the whole machine takes less time than one for each file."""


class Step(NamedTuple):
    """One change, with what it takes to undo it. Paths are relative to the output folder."""

    path: str
    old: str
    """The mark of what is there before; empty if nothing is."""
    new: str
    """The mark of what is there behind it."""
    kept: str = ""
    """Where what was there is from now on."""


def made_folder(path: str) -> Step:
    """The step that makes a folder."""
    return Step(path, "", FOLDER)


def mark(path: Path) -> str:
    """What tells one state of a path from another: a digest, a link's text; empty for nothing."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return f"{LINK}{path.readlink()}"
        if stat.S_ISREG(mode):
            return mark_of(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return FOLDER if stat.S_ISDIR(mode) else "special"


def mark_of(content: bytes) -> str:
    """The mark of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def settle(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on the disk, and not only on the way there."""
    waiting = [path for path in paths if not path.is_symlink()]
    if len(waiting) > _FEW:
        os.sync()
        return
    for path in waiting:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def begin(folder: Path, steps: Sequence[Step]) -> None:
    """Write the journal; from here on the steps may be made, and will be taken back."""
    new = folder / f"{_FILE}.new"
    new.write_text(json.dumps({"format": _FORMAT, "steps": steps}), encoding="utf-8")
    settle([new])
    new.replace(folder / _FILE)
    settle([folder])


def end(folder: Path) -> None:
    """The steps are made: from here on nothing is taken back."""
    (folder / _FILE).unlink()
    settle([folder])


def begun(folder: Path) -> list[Step] | None:
    """The steps of a journal that somebody began and did not end; None where there is none.

    `VmgenError` VM409 for a journal that nobody here can have written.
    """
    try:
        found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            raise ValueError(f"its format is {found['format']!r}")
        return [Step(*map(str, item)) for item in found["steps"]]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError, KeyError) as error:
        where = Position(str(folder / _FILE))
        raise VmgenError.single("VM409", where, f"this is no journal: {error}") from None


def take_back(output: Path, steps: Sequence[Step]) -> list[Path]:
    """Undo what is made of these steps, however often. Returns what was changed since: it stays."""
    links = {step.path for step in steps if step.old.startswith(LINK) and not step.new}
    links = {path for path in links if (output / path).is_symlink()}
    # below a link that was to go, and did not or is back, nothing was made
    made = [step for step in steps if links.isdisjoint(map(str, PurePosixPath(step.path).parents))]
    left = [output / step.path for step in reversed(made) if not _undo(output, step)]
    places = {(output / step.path).parent for step in steps}
    settle(place for place in places if place.is_dir())
    return left


def _undo(output: Path, step: Step) -> bool:
    path, kept = output / step.path, output / step.kept
    if step.new == FOLDER:
        with suppress(OSError):  # not made yet, or somebody has put something there
            path.rmdir()
        return True
    now = mark(path)
    if now not in (step.new, ""):
        return now == step.old
    if step.kept and os.path.lexists(kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(path)
    elif now and step.old:
        return False
    elif now:
        path.unlink()
    return True
