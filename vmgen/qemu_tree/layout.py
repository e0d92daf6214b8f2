# SPDX-License-Identifier: GPL-2.0-or-later
"""Which version of QEMU's Rust API a source tree has, told by facts of its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.plan.dialects import DIALECTS, Dialect

_MIGRATION = "rust/migration/src/*.rs"
_SNAPSHOT = "snapshot_migration_state"


@dataclass(frozen=True, slots=True)
class _Fact:
    """A file or folder (a glob) that must be there, or `absent`; `word` must be in the file."""

    path: str
    word: str = ""
    absent: bool = False

    def holds(self, root: Path) -> bool:
        found = any(self._matches(path) for path in root.glob(self.path))
        return found != self.absent

    def _matches(self, path: Path) -> bool:
        return not self.word or self.word in _text(path)

    @property
    def what(self) -> str:
        """What is looked for."""
        return f"`{self.word}` in {self.path}" if self.word else self.path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class _Release:
    """A state of QEMU's tree, by what tells it from the others (qemu-rust-api.md section 1)."""

    name: str
    dialect: str
    """Empty where vmgen has no dialect for it."""
    manifest: str
    facts: tuple[_Fact, ...]


_RELEASES = (
    _Release(
        "11.2-dev",
        "",
        "Cargo.toml",
        (_Fact("Cargo.toml"), _Fact("rust/Cargo.toml", absent=True)),
    ),
    _Release(
        "11",
        "11",
        "rust/Cargo.toml",
        (
            _Fact("rust/Cargo.toml"),
            _Fact("rust/bindings/*-sys"),
            _Fact(_MIGRATION, word=_SNAPSHOT),
        ),
    ),
    _Release(
        "10.2",
        "10.2",
        "rust/Cargo.toml",
        (
            _Fact("rust/Cargo.toml"),
            _Fact("rust/hw/core/src/sysbus.rs"),
            _Fact("rust/migration/src/prelude.rs", absent=True),
            _Fact(_MIGRATION, word=_SNAPSHOT),
        ),
    ),
    _Release(
        "rfc",
        "rfc",
        "rust/Cargo.toml",
        (
            _Fact("rust/Cargo.toml"),
            _Fact("rust/hw/core/src/sysbus.rs"),
            _Fact(_MIGRATION, word="to_migration_state"),
            _Fact(_MIGRATION, word=_SNAPSHOT, absent=True),
        ),
    ),
)

_HW_FILES = ("rust/hw/meson.build", "rust/hw/Kconfig")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a tree keeps what a new crate touches. Paths are relative to `root`."""

    root: Path
    manifest: str
    """The manifest of the workspace: `rust/Cargo.toml`, later `Cargo.toml`."""
    dialect: Dialect
    release: str = ""
    """What the tree looks like; empty where it looks like nothing known."""

    @property
    def workspace(self) -> str:
        """The folder of the workspace, where cargo runs."""
        return self.manifest.removesuffix("Cargo.toml").rstrip("/") or "."

    @property
    def odd(self) -> bool:
        """Whether the dialect was asked for although the tree looks like another."""
        return self.release != self.dialect.name

    def member(self, folder: str) -> str:
        """A crate's folder below `rust/`, as the workspace's `members` name it."""
        return folder if self.manifest.startswith("rust/") else f"rust/{folder}"


def find_layout(root: Path, wanted: Dialect | None = None) -> Layout:
    """The layout of a source tree, for the dialect `wanted` or the one that it shows.

    `VmgenError` VM411, naming what was looked for, where there is none.
    """
    release = next((item for item in _RELEASES if _all_hold(item.facts, root)), None)
    missing = [name for name in _HW_FILES if not (root / name).is_file()]
    if not missing and wanted is not None:
        manifests = [release.manifest] if release else ["rust/Cargo.toml", "Cargo.toml"]
        for manifest in manifests:
            if (root / manifest).is_file():
                return Layout(root, manifest, wanted, release.name if release else "")
    if release is None or missing or wanted is not None:
        raise _unknown(root, missing)
    if not release.dialect:
        raise VmgenError.single(
            "VM411",
            Position(str(root)),
            f"this tree has the layout of {release.name}, for which vmgen has no dialect",
            cause=f"It has {release.manifest} in its top folder, and none in rust/. Its build "
            "files and bitfields are unlike those of the dialects that there are.",
            mend="Use a tree of a release that has a dialect, or name the nearest dialect with "
            "`--dialect` and mend what differs by hand.",
        )
    return Layout(root, release.manifest, DIALECTS[release.dialect], release.name)


def _all_hold(facts: Sequence[_Fact], root: Path) -> bool:
    return all(fact.holds(root) for fact in facts)


def _unknown(root: Path, missing: Sequence[str]) -> VmgenError:
    """What was looked for, and what of it is not there."""
    looks = [f"{name} is missing" for name in missing]
    for release in _RELEASES:
        unmet = [fact for fact in release.facts if not fact.holds(root)]
        faults = [f"{'has' if fact.absent else 'lacks'} {fact.what}" for fact in unmet]
        if faults:
            looks.append(f"not {release.name}: {', '.join(faults)}")
    return VmgenError.single(
        "VM411",
        Position(str(root)),
        "this is no QEMU source tree of a layout that vmgen knows",
        cause=f"What was looked for: {'; '.join(looks)}.",
    )
