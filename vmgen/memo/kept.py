# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs and crates that are as an earlier build left them: neither need be made again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from vmgen.diagnostics import Diagnostic, Diagnostics, Position
from vmgen.memo.answer import Question, same_makers
from vmgen.memo.disk import Look, Places, digest_of
from vmgen.model.summary import Summary
from vmgen.render.crate import crate_folder
from vmgen.spec.facts import Facts

Finding = tuple[str, tuple[str, int, int, int], str, str, str]
"""A diagnostic as a memo has it."""


class Kept(NamedTuple):
    """A crate as it was made."""

    findings: tuple[Finding, ...]
    """What was found while it was planned."""
    todos: tuple[str, ...] = ()
    """What is said of the author's part that is not written yet."""

    def tell(self, diagnostics: Diagnostics) -> None:
        """Note again what was found."""
        diagnostics.extend(map(_finding, self.findings))


class Earlier:
    """What an earlier build knew that was asked the same, as far as it still holds."""

    def __init__(
        self,
        question: Question | None = None,
        specs: Sequence[Path] = (),
        roots: Sequence[Path] = (),
    ) -> None:
        """The output folder must be held: `vmgen.write.held`."""
        self._roots = [str(Path.cwd() / root) for root in roots]
        self._memo: dict[str, Any] = question.memo if question and question.memo else {}
        self._look = Look(question.began if question else 0)
        asked = self._memo.get("specs", {}).get("asked") == [str(path) for path in specs]
        if not (asked and same_makers(self._memo, self._look)):
            self._memo = {}
        self._crates: dict[str, Places] = self._by_crate()
        self.facts: dict[Path, Facts] = self._unchanged()
        """Of files that need not be read."""

    @property
    def makers(self) -> Places | None:
        """What decides about all that is made, if that is known to be the same."""
        same = self._memo and list(self._memo["crates"]) == self._roots
        return self._memo["makers"] if same else None

    def crate(self, root: Path, folder: str) -> Kept:
        """The crate of a device in a file that need not be read."""
        return Kept(*self._memo["crates"][str(Path.cwd() / root)][folder])

    def places_of_crate(self, root: Path, folder: str) -> Places:
        """Where it is."""
        return self._crates[f"{Path.cwd() / root}/{folder}"]

    def agrees(self, sources: Mapping[Path, bytes]) -> bool:
        """Whether the files that hold were read as they are."""
        return all(
            path in sources and digest_of(sources[path]) == self._entry(path)[1]
            for path in self.facts
        )

    def _entry(self, file: Path) -> Any:
        folder, name = os.path.split(file)
        return self._memo["places"]["", folder][1][name]

    def places_of_spec(self, path: Path) -> Places:
        """Where a file is that need not be read, and where its imports found nothing."""
        found: Places = {}
        for file in (path, *self.facts[path].missing):
            folder, name = os.path.split(file)
            found.setdefault(("", folder), [None, {}])[1][name] = self._entry(file)
        return found

    # -- crates ------------------------------------------------------------------------------------

    def _by_crate(self) -> dict[str, Places]:
        found: dict[str, Places] = {}
        for root in self._memo.get("crates", ()):
            for (view, folder), place in self._memo["places"].items():
                if folder.startswith(f"{root}/hw/"):
                    parts = folder[len(root) + 1 :].split("/", 3)
                    if len(parts) > 2:
                        crate = "/".join((root, *parts[:3]))
                        found.setdefault(crate, {})[view, folder] = place
        return found

    def _has_crate(self, device: Summary) -> bool:
        """Whether the device's crate is there in all trees, and all of it."""
        folder = crate_folder(device)
        return all(self._same_crate(root, folder) for root in self._roots)

    def _same_crate(self, root: str, folder: str) -> bool:
        places = self._crates.get(f"{root}/{folder}")
        if places is None or folder not in self._memo["crates"].get(root, ()):
            return False
        if any(os.path.islink(f"{root}/{above}") for above in ("hw", os.path.dirname(folder))):
            return False  # a build puts folders in the place of links
        links = any(
            isinstance(it, str) for _, entries in places.values() for it in entries.values()
        )
        return not links and self._look.same(places)

    # -- specs -------------------------------------------------------------------------------------

    def _unchanged(self) -> dict[Path, Facts]:
        """Files that are the same with all that they import, and whose crates are, too."""
        files = self._memo.get("specs", {}).get("facts", {})
        facts = {Path(path): _facts(plain) for path, plain in files.items()}
        same = {path for path, item in facts.items() if self._same_file(path, item)}
        changed = facts.keys() - same
        while changed:
            same -= changed
            changed = {path for path in same if not facts[path].imports <= same}
        return {
            path: facts[path] for path in same if all(map(self._has_crate, facts[path].devices))
        }

    def _same_file(self, path: Path, facts: Facts) -> bool:
        for file in (path, *facts.missing):
            folder, name = os.path.split(file)
            entries = self._memo["places"].get(("", folder), (None, {}))[1]
            entry = [None, {name: entries.get(name)}]
            if name not in entries or not self._look.same({("", folder): entry}):
                return False
            entries.update(entry[1])  # its times may be believed by now
        return True


# -- as a memo has it ------------------------------------------------------------------------------


def findings(found: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Diagnostics as a memo has them."""
    return tuple((it.code, _place(it.position), it.message, it.cause, it.mend) for it in found)


def plain(facts: Facts) -> tuple[object, ...]:
    """Facts as a memo has them."""
    devices = [
        (*device[:6], _place(device.position), [(name, _place(at)) for name, at in device.at])
        for device in facts.devices
    ]
    return (
        devices,
        findings(facts.findings),
        [(name, _place(at)) for name, at in facts.stated],
        sorted(facts.named),
        sorted(map(str, facts.imports)),
        sorted(map(str, facts.missing)),
    )


def _facts(plain: Any) -> Facts:
    devices, found, stated, named, imports, missing = plain
    return Facts(
        tuple(map(_summary, devices)),
        tuple(map(_finding, found)),
        tuple((name, Position(*at)) for name, at in stated),
        frozenset(named),
        frozenset(map(Path, imports)),
        frozenset(map(Path, missing)),
    )


def _summary(plain: Any) -> Summary:
    name, crate, category, type_name, config, section, place, options = plain
    at = tuple((option, Position(*at)) for option, at in options)
    return Summary(name, crate, category, type_name, config, section, Position(*place), at)


def _finding(plain: Finding) -> Diagnostic:
    code, place, message, cause, mend = plain
    return Diagnostic(code, Position(*place), message, cause, mend)


def _place(at: Position) -> tuple[str, int, int, int]:
    return (at.file, at.line, at.column, at.end_column)
