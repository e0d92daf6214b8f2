# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates that are as an earlier build left them, of specs that are what they were."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from vmgen.diagnostics import Diagnostic, Diagnostics, Position
from vmgen.memo.answer import Question, same_makers
from vmgen.memo.disk import Look, Places, digest_of
from vmgen.model.nodes import Device
from vmgen.render.crate import crate_folder
from vmgen.spec.load import Reading

Finding = tuple[str, str, int, int, int, str, str, str]
"""A diagnostic as a memo has it."""


class Kept(NamedTuple):
    """A crate as it was made."""

    sources: bytes
    """The digest of its spec and of what that imports; empty if they are not all it depends on."""
    findings: tuple[Finding, ...]
    """What was found while it was planned."""
    known: dict[str, bytes]
    """Its files by their paths in the tree, with digests of those that are not the author's."""

    def tell(self, diagnostics: Diagnostics) -> None:
        """Note again what was found."""
        for code, file, line, column, end, message, cause, mend in self.findings:
            at = Position(file, line, column, end)
            diagnostics.add(code, at, message, cause=cause, mend=mend)


def findings(found: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Diagnostics as a memo has them."""
    return tuple(
        (
            *(item.code, item.position.file, item.position.line, item.position.column),
            *(item.position.end_column, item.message, item.cause, item.mend),
        )
        for item in found
    )


class Crates:
    """The crates of an earlier build that was asked the same."""

    def __init__(self, question: Question | None = None, reading: Reading | None = None) -> None:
        """`reading` is how the specs are now."""
        self._reading = reading = reading or Reading()
        self._imports: dict[Path, set[Path]] = {}
        for importer, imported in reading.imports:
            self._imports.setdefault(importer, set()).add(imported)
        self._memo = question.memo if question is not None else None
        self._look = Look(question.began if question is not None else 0)
        if self._memo is not None and not same_makers(self._memo, self._look):
            self._memo = None
        self._places = self._by_crate()

    def _by_crate(self) -> dict[str, Places]:
        found: dict[str, Places] = {}
        memo = self._memo or {"crates": {}}
        for root in memo["crates"]:
            for (view, folder), place in memo["places"].items():
                parts = folder.removeprefix(f"{root}/").split("/")
                if folder.startswith(f"{root}/") and len(parts) > 2:
                    crate = "/".join((root, *parts[:3]))
                    found.setdefault(crate, {})[(view, folder)] = place
        return found

    def sources(self, device: Device) -> bytes:
        """The digest of what a device was read from; empty if it depends on more than that."""
        files, new = set[Path](), {Path(device.position.file)}
        while new:
            files |= new
            new = {found for file in new for found in self._imports.get(file, ())} - files
        if files & self._reading.impure or not files <= self._reading.sources.keys():
            return b""
        parts = [b"%s\n%s" % (bytes(file), self._reading.sources[file]) for file in sorted(files)]
        return digest_of(device.origin.encode() + b"".join(map(digest_of, parts)))

    def kept(self, root: Path, device: Device) -> Kept | None:
        """The crate of a device in a tree, if a build would make the same and it is all there."""
        top, folder = str(Path.cwd() / root), crate_folder(device)
        entry = self._memo["crates"].get(top, {}).get(folder) if self._memo is not None else None
        places = self._places.get(f"{top}/{folder}")
        if entry is None or places is None or not self._look.same(places):
            return None
        if any(os.path.islink(f"{top}/{above}") for above in ("hw", os.path.dirname(folder))):
            return None  # a build puts folders in the place of links
        kept = Kept(*entry)
        return kept if kept.sources and kept.sources == self.sources(device) else None
