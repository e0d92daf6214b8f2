# SPDX-License-Identifier: GPL-2.0-or-later
"""Places on the disk, gathered for a memo while a build still knows what it made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from vmgen.memo.disk import (
    FILE,
    FOLDER,
    LINK,
    Entry,
    Place,
    Places,
    believed,
    content_of,
    digest_of,
    listing,
    sign_of,
)

_MOST = 400_000
"""Files that a memo may name: more are not what a build was made from, but a wrong link."""


class Unsteady(Exception):
    """Something changed while the build ran, or cannot be told: there is no memo of it."""


class Seen:
    """Gathers what a build looked at that began at `began`, in nanoseconds.

    Paths are absolute. `Unsteady` or `OSError` where something cannot be noted.
    """

    def __init__(self, began: int, old: Places | None = None) -> None:
        """`old` has digests of files that are still the same, and need not be read for theirs."""
        self._began = began
        self._old = old or {}
        self.places: Places = {}
        self.paths: dict[str, str] = {}
        """By a path where its links lead."""
        self._count = 0

    # -- one thing ---------------------------------------------------------------------------------

    def file(self, path: Path | str, data: bytes | None = None) -> None:
        """A file, or that there is none; `data` is what the build read in it, if that is known."""
        found = self._found(path)
        if found is None:
            return
        if not S_ISREG(found.st_mode):
            raise Unsteady(path)
        digest = digest_of(self._read(str(path), found) if data is None else data)
        self._put("", *os.path.split(path), (believed(found, self._began), digest))

    def tool(self, path: Path | str) -> None:
        """A big file that nobody changes by hand: only its sign counts. Nothing, if it is none."""
        found = self._found(path)
        if found is not None:
            self._put("", *os.path.split(path), (sign_of(found), b""))

    def _found(self, path: Path | str) -> os.stat_result | None:
        """What is at a path; if nothing is, that is noted."""
        try:
            return os.stat(path)
        except OSError:
            self._put("", *os.path.split(path), None)
            return None

    def there(self, path: Path) -> None:
        """Whether there is a file, whatever is in it."""
        self._put("", str(path.parent), path.name, FILE if path.is_file() else None)

    def real(self, path: Path | str) -> None:
        """Where the links of a path lead."""
        self.paths[str(path)] = os.path.realpath(path)

    def again(self, places: Places) -> None:
        """What an earlier memo has, and was looked at since this build began."""
        for (view, folder), (sign, entries) in places.items():
            self.places.setdefault((view, folder), [sign, {}])[1].update(entries)

    # -- folders -----------------------------------------------------------------------------------

    def names(self, folder: Path | str, view: str) -> dict[str, int]:
        """The names in a folder; what is in them counts where it is asked for by itself."""
        found = listing(str(folder), view)
        self._folder(view, str(folder))[1].update(found)
        return found

    def tree(
        self,
        root: Path | str,
        view: str,
        known: Mapping[str, bytes] | None = None,
        foreign: Callable[[str, bytes], None] = lambda path, data: None,
        kept: Mapping[str, Places] | None = None,
    ) -> None:
        """All that is in a folder and below it, and what its links lead to.

        `known` is what the build would have there, by path: the digest of a file whose content it
        knows, empty for others and for links. Each file of another content is given to `foreign`,
        with what is in it. `kept` has folders that are known to be as they were noted before.
        """
        walk = _Walk(dict(known or {}), foreign, kept or {}, [])
        self._walk(str(root), view, walk)
        if walk.known:
            raise Unsteady(next(iter(walk.known)))  # it has gone since
        for path in walk.linked:
            if os.path.isdir(path):
                if ("own", path) not in self.places:
                    self.tree(path, "own")
            else:
                self.file(path)

    def _walk(self, folder: str, view: str, walk: _Walk) -> None:
        if folder in walk.kept:
            self.again(walk.kept[folder])
            return
        entries = self._folder(view, folder)[1]
        for name, kind in listing(folder, view).items():
            path = f"{folder}/{name}"
            entries[name] = kind
            if kind == LINK:
                entries[name] = self._link(path, walk)
            elif kind == FOLDER:
                self._walk(path, "all" if view == "top" else view, walk)
            elif kind == FILE:
                old = self._old.get((view, folder))
                entries[name] = self._entry(path, walk, old[1].get(name) if old else None)
            self._counted()

    def _link(self, path: str, walk: _Walk) -> str:
        if walk.known.pop(path, None) is None:
            self._steady(path, os.lstat(path))
        walk.linked.append(os.path.realpath(path))
        return os.readlink(path)

    def _entry(self, path: str, walk: _Walk, old: Entry) -> Entry:
        found = os.lstat(path)
        digest = walk.known.pop(path, b"")
        if not digest and isinstance(old, tuple) and old[0] == sign_of(found):
            digest = old[1]
        if not digest:
            data = self._read(path, found)
            walk.foreign(path, data)
            digest = digest_of(data)
        return (believed(found, self._began), digest)

    def _read(self, path: str, found: os.stat_result) -> bytes:
        """A file that the build may have read at any time."""
        if os.path.basename(path) != "Cargo.lock":  # which cargo itself writes
            self._steady(path, found)
        return content_of(path)

    def _steady(self, path: str, found: os.stat_result) -> None:
        """Refuse what is not what it was all along."""
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._began:
            raise Unsteady(path)

    def _folder(self, view: str, folder: str) -> Place:
        sign = believed(os.lstat(folder), self._began) if view else None
        return self.places.setdefault((view, folder), [sign, {}])

    def _put(self, view: str, folder: str, name: str, entry: Entry) -> None:
        self.places.setdefault((view, folder), [None, {}])[1][name] = entry
        self._counted()

    def _counted(self) -> None:
        self._count += 1
        if self._count > _MOST:
            raise Unsteady


class _Walk(NamedTuple):
    """One walk through a tree."""

    known: dict[str, bytes]
    """What has not been met yet."""
    foreign: Callable[[str, bytes], None]
    kept: Mapping[str, Places]
    linked: list[str]
    """Where the links lead that were met."""


def upwards(folder: Path) -> Iterable[Path]:
    """A folder and all those above it."""
    return (folder, *folder.parents)
