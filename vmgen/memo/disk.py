# SPDX-License-Identifier: GPL-2.0-or-later
"""Places on the disk as a memo has them, and whether they still are so.

A file is the same if its size, times, inode and mode are (as git and ninja tell it), or else if its
content is. Its times are believed only if they were a while old when they were looked at: a file
that changes twice within a tick of the clock would have the same times both times.
"""

from __future__ import annotations

import os
from stat import S_ISDIR, S_ISLNK, S_ISREG

TYPE_CHECKING = False  # `typing` takes longer to import than most answers
if TYPE_CHECKING:
    from typing import Any, TypeAlias

MARGIN = 2_000_000_000
"""Nanoseconds that times must be old to be believed: the coarsest clock of a file system."""

FOLDER, FILE, LINK, OTHER = range(4)

Sign = tuple[int, int, int, int, int]
Entry = tuple[Sign | None, bytes] | str | int | None
"""What a name stands for.

A file with what is in it: its sign, None if its times are not believed, and the digest of its
content, empty where only the sign counts. A link with its text. `FOLDER`, `FILE` (whatever is in
it), `OTHER`. None for nothing.
"""
Place: TypeAlias = "list[Any]"
"""The sign of a folder (None if not believed), and the entries in it by their names."""
Places: TypeAlias = "dict[tuple[str, str], list[Any]]"
"""By how a folder is looked at (a key of `VIEWS`) and its path."""

VIEWS = {
    "": "only the names that are asked for",
    "all": "everything that is there, links as links",
    "own": "the same but for build output",
    "top": "as own, but as all in the folders below",
    "py": "specs and folders of them",
    "info": "names and versions of installed packages",
}
_LINKS = ("all", "own", "top")
_BUILD_OUTPUT = ("target", "__pycache__")


def sign_of(found: os.stat_result) -> Sign:
    """What of a file changes when the file does."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode)


def believed(found: os.stat_result, now: int) -> Sign | None:
    """Its sign, if its times are old enough at `now`, in nanoseconds."""
    old = max(found.st_mtime_ns, found.st_ctime_ns) < now - MARGIN
    return sign_of(found) if old else None


def digest_of(data: bytes) -> bytes:
    """16 bytes that stand for a content."""
    from hashlib import blake2b  # 2 ms, and mostly not needed

    return blake2b(data, digest_size=16).digest()


def content_of(path: str) -> bytes:
    """What is in a file."""
    with open(path, "rb") as file:
        return file.read()


def listing(folder: str, view: str) -> dict[str, int]:
    """The names that a view of a folder has, and what kind of thing each is."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if view == "info":
                if name.endswith("-info"):
                    found[name] = FILE
            elif view == "py":
                if entry.is_dir(follow_symlinks=False):
                    found[name] = FOLDER
                elif name.endswith(".py"):
                    found[name] = FILE if entry.is_file() else OTHER
            elif view == "all" or name not in _BUILD_OUTPUT:
                found[name] = _kind(entry)
    return found


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_symlink():
        return LINK
    if entry.is_dir():
        return FOLDER
    return FILE if entry.is_file() else OTHER


def kind_of(entry: Entry) -> int | None:
    """What kind of thing an entry says there is."""
    if isinstance(entry, tuple):
        return FILE
    return LINK if isinstance(entry, str) else entry


class Look:
    """A look at the disk that began at `now`, in nanoseconds."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.news = False
        """Whether it has put anything into the places that it looked at."""

    def same(self, places: Places) -> bool:
        """Whether everything is as it was. Signs that are believed by now are put into `places`."""
        try:
            return all(self._same(*at, place) for at, place in places.items())
        except OSError:
            return False

    def _same(self, view: str, folder: str, place: Place) -> bool:
        stat = os.lstat if view in _LINKS else os.stat
        sign, entries = place
        moved = False
        if view:
            found = stat(folder)
            moved = sign != sign_of(found)
            if moved:
                kinds = {name: kind_of(entry) for name, entry in entries.items()}
                if not S_ISDIR(found.st_mode) or listing(folder, view) != kinds:
                    return False
                self._put(place, 0, believed(found, self.now))
        for name, entry in entries.items():
            if isinstance(entry, tuple):
                path = f"{folder}/{name}"
                found = stat(path)
                if entry[0] == sign_of(found):
                    continue
                if not S_ISREG(found.st_mode) or digest_of(content_of(path)) != entry[1]:
                    return False
                self._put(entries, name, (believed(found, self.now), entry[1]))
                continue
            to_ask = not view or (moved and isinstance(entry, str))
            if to_ask and not _same_kind(f"{folder}/{name}", entry):
                return False
        return True

    def _put(self, where: Any, key: object, value: object) -> None:
        self.news |= where[key] != value
        where[key] = value


def _same_kind(path: str, entry: Entry) -> bool:
    """Whether there is what an entry without a content says."""
    if isinstance(entry, str):
        return S_ISLNK(os.lstat(path).st_mode) and os.readlink(path) == entry
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return entry is None
    return entry == (FOLDER if S_ISDIR(mode) else FILE if S_ISREG(mode) else OTHER)
