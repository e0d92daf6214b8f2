# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates in a tree that no spec makes any more: what to remove, and where the author's files go.

docs/decisions/0012-orphans-by-record.md says how they are told from crates of other specs.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from vmgen.diagnostics import Diagnostics, Position
from vmgen.values import dataclass
from vmgen.write.journal import mark
from vmgen.write.publish import Changes, protect
from vmgen.write.sign import state_of


@dataclass(frozen=True, slots=True)
class Made:
    """A crate that this build makes."""

    folder: str
    spec: Path
    """Absolute, without links."""
    device: str
    """Name of the section."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which specs this build has seen: it judges only what these could have made."""

    read: Collection[Path]
    folders: Collection[Path]
    """Where a spec that is not there is gone."""
    everywhere: bool = False
    """Whether it is so anywhere else, too."""


@dataclass(slots=True)
class Orphan:
    """A crate to be removed, or what an earlier build left of one."""

    folder: str
    reason: str
    spec: Path | None = None
    device: str = ""
    target: str = ""
    """The folder that its crate has moved to; empty if nothing of it is left."""
    ours: list[str] = field(default_factory=list)
    """Files that vmgen wrote, by their paths in the tree."""
    authors: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Those of the author's that stay where they are."""

    @property
    def files(self) -> list[str]:
        """All of its files."""
        return [*self.ours, *self.authors]


def spec_of(root: Path, record: Mapping[str, str]) -> Path | None:
    """The spec that a tree's record names, absolute; None if it names none."""
    return _spec_below(os.path.realpath(root), record)


def _spec_below(top: str, record: Mapping[str, str]) -> Path | None:
    name = record.get("spec")
    return Path(os.path.normpath(Path(top, name))) if name else None


def had_specs(path: Path, specs: Collection[Path]) -> bool:
    """Whether this is one of these specs, or was a folder of one."""
    place = Path(os.path.realpath(path))
    return any(spec.is_relative_to(place) for spec in specs)


def specs_of(root: Path, records: Mapping[str, Mapping[str, str]]) -> set[Path]:
    """The specs that the records of a tree name."""
    top = os.path.realpath(root)
    found = (_spec_below(top, record) for record in records.values())
    return {spec for spec in found if spec is not None}


def records_of(root: Path, made: Iterable[Made]) -> dict[str, dict[str, str]]:
    """What a tree's record says of crates; it holds as long as tree and specs move together."""
    top = os.path.realpath(root)
    return {
        item.folder: {
            "spec": Path(os.path.relpath(item.spec, top)).as_posix(),
            "device": item.device,
        }
        for item in made
    }


def find_orphans(
    root: Path,
    made: Sequence[Made],
    records: Mapping[str, Mapping[str, str]],
    scope: Scope,
    diagnostics: Diagnostics,
) -> list[Orphan]:
    """The crates of a tree that are nobody's, paired with the crates that they have become.

    A second crate of one name is noted as VM440, one whose spec cannot be judged as VM441.
    """
    folders = {item.folder for item in made}
    names = {item.folder.rpartition("/")[2]: item for item in made}
    found = []
    for folder in crate_folders(root):
        if folder in folders:
            continue
        record = records.get(folder, {})
        spec = spec_of(root, record)
        twin = names.get(folder.rpartition("/")[2])
        reason = _reason(root / folder, spec, twin, scope, diagnostics)
        if reason:
            orphan = Orphan(folder, reason, spec, record.get("device", ""))
            _sort_files(root, orphan)
            found.append(orphan)
    _pair(root, found, made)
    return found


def crate_folders(root: Path) -> list[str]:
    """Folders of all crates of devices in a tree."""
    return [folder for folder in _folders(root) if (root / folder / "Cargo.toml").exists()]


def _folders(root: Path) -> list[str]:
    """Folders of a tree where crates of devices belong, sorted."""
    categories = [f"hw/{name}" for name in _names(f"{root}/hw")]
    return sorted(f"{above}/{name}" for above in categories for name in _names(f"{root}/{above}"))


def _names(folder: str) -> list[str]:
    """The folders in a folder; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return []


def left_over(root: Path, made: Sequence[Made]) -> list[Orphan]:
    """What earlier builds kept of orphans: a `device.rs` in a folder that is no crate any more."""
    found = []
    known = {item.folder for item in made}
    crates = set(crate_folders(root))
    for folder in _folders(root):
        if folder in crates or folder in known or folder.startswith("hw/core/"):
            continue
        if not (root / folder / "src" / "device.rs").exists():
            continue
        orphan = Orphan(folder, "its crate is gone")
        name = folder.rpartition("/")[2]
        again = [item.folder for item in made if item.folder.endswith(f"/{name}")]
        orphan.target = next(iter(again), "")
        _sort_files(root, orphan)
        found.append(orphan)
    return found


def _reason(
    place: Path, spec: Path | None, twin: Made | None, scope: Scope, diagnostics: Diagnostics
) -> str:
    """Why the crate in this folder is an orphan; empty if it is none."""
    manifest = place / "Cargo.toml"
    where = Position(str(manifest))
    ours = not is_foreign(manifest)
    gone = spec is None or not spec.is_file()
    if twin is not None and not (ours and (gone or spec in scope.read)):
        owner = f"`{_here(spec)}`" if ours and spec is not None else "somebody's own crate"
        message = f"{owner} has the name of the crate that `{_here(twin.spec)}` makes"
        diagnostics.add("VM440", where, message)
        return ""
    if not ours:
        return ""
    if twin is not None:
        return f"its crate is now in {twin.folder}"
    if spec is None:
        return ""
    if spec in scope.read:
        return f"{_here(spec)} does not make it any more"
    if gone and (scope.everywhere or any(map(spec.is_relative_to, scope.folders))):
        return f"{_here(spec)} is gone"
    if gone:
        message = f"the spec of this crate, `{_here(spec)}`, is not there"
        diagnostics.add("VM441", where, message)
    return ""


def _sort_files(root: Path, orphan: Orphan) -> None:
    """Tell vmgen's files from the author's. Build output is neither, and stays."""
    top = root / orphan.folder
    for folder, folders, names in os.walk(top):
        if Path(folder) == top:
            folders[:] = [name for name in folders if name != "target"]
        for name in sorted(names):
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            ours = not file.is_symlink() and not is_foreign(file)
            (orphan.ours if ours else orphan.authors).append(path)


def _pair(root: Path, orphans: Sequence[Orphan], made: Sequence[Made]) -> None:
    """Find for each orphan the crate that it has become.

    That is the new one of the same name, else of the same device, else the only new one of a spec
    that has lost only one.
    """
    new = {item.folder: item for item in made if not (root / item.folder / "Cargo.toml").exists()}

    def pair(orphan: Orphan, found: list[Made]) -> None:
        if not orphan.target and len(found) == 1:
            orphan.target = found[0].folder
            del new[found[0].folder]

    for orphan in orphans:
        name = orphan.folder.rpartition("/")[2]
        pair(orphan, [item for item in new.values() if item.folder.endswith(f"/{name}")])
    for orphan in orphans:
        pair(orphan, [item for item in new.values() if item.device == orphan.device])
    for orphan in orphans:
        lost = [item for item in orphans if item.spec == orphan.spec and not item.target]
        if len(lost) == 1 and orphan.spec is not None:
            pair(orphan, [item for item in new.values() if item.spec == orphan.spec])


def take_away(
    changes: Changes,
    orphans: Sequence[Orphan],
    diagnostics: Diagnostics,
    *,
    force: bool,
    prune: bool,
) -> None:
    """Add to `changes` what becomes of orphans. Files changed by hand are noted as VM403.

    The author's files go where the crate went. Without such a place, or with something there
    already, they are kept; `prune` removes them where the crate went nowhere.
    """
    root = changes.root
    for orphan in orphans:
        for path in orphan.ours:
            text = changes.read(path)
            if text is not None:
                if not force:
                    protect(root / path, text, diagnostics)
                changes.remove.append(path)
        for path in orphan.authors:
            target = orphan.target + path.removeprefix(orphan.folder)
            scaffold = target.endswith("/src/device.rs")
            taken = (target in changes.write and not scaffold) or (root / target).exists()
            if orphan.target and not taken:
                changes.write.pop(target, None)
                changes.seen[path] = mark(root / path)
                changes.move[path] = target
            elif prune and not orphan.target:
                changes.take_away(path)
            else:
                orphan.kept.append(path)


def is_foreign(file: Path) -> bool:
    """Whether vmgen did not write this file, or it is none."""
    return state_of(_text(file)) == "foreign"


def _text(file: Path) -> str:
    """A file's text; empty, as a foreign one's, if it has none that vmgen could have written."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _here(path: Path | None) -> str:
    """A path as seen from the working folder, if that is above it."""
    return str(path).removeprefix(f"{Path.cwd()}/")
