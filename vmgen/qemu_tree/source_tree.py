# SPDX-License-Identifier: GPL-2.0-or-later
"""Which version of QEMU's Rust API a source tree has, told by facts of its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.plan.dialects import DIALECTS, RELEASES, Dialect, Fact
from vmgen.values import dataclass


def _holds(fact: Fact, root: Path) -> bool:
    found = any(not fact.word or fact.word in _text(path) for path in root.glob(fact.path))
    return found != fact.absent


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


_HW_FILES = ("rust/hw/meson.build", "rust/hw/Kconfig")


@dataclass(frozen=True, slots=True)
class SourceTree:
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


def find_tree(root: Path, wanted: Dialect | None = None) -> SourceTree:
    """A QEMU source tree, for the dialect `wanted` or the one that it shows.

    `VmgenError` VM411, naming what was looked for, where there is none.
    """
    release = next((item for item in RELEASES if _all_hold(item.facts, root)), None)
    missing = [name for name in _HW_FILES if not (root / name).is_file()]
    if not missing and wanted is not None:
        manifests = [release.manifest] if release else ["rust/Cargo.toml", "Cargo.toml"]
        for manifest in manifests:
            if (root / manifest).is_file():
                return SourceTree(root, manifest, wanted, release.name if release else "")
    if release is None or missing or wanted is not None:
        raise _unknown(root, missing)
    if release.name not in DIALECTS:
        raise VmgenError.single(
            "VM411",
            Position(str(root)),
            f"this tree has the layout of {release.name}, for which vmgen has no dialect",
            cause=f"It has {release.manifest} in its top folder, and none in rust/. Its build "
            "files and bitfields are unlike those of the dialects that there are.",
            mend="Use a tree of a release that has a dialect, or name the nearest dialect with "
            "`--dialect` and mend what differs by hand.",
        )
    return SourceTree(root, release.manifest, DIALECTS[release.name], release.name)


def _all_hold(facts: Sequence[Fact], root: Path) -> bool:
    return all(_holds(fact, root) for fact in facts)


def _unknown(root: Path, missing: Sequence[str]) -> VmgenError:
    """What was looked for, and what of it is not there."""
    looks = [f"{name} is missing" for name in missing]
    for release in RELEASES:
        unmet = [fact for fact in release.facts if not _holds(fact, root)]
        faults = [f"{'has' if fact.absent else 'lacks'} {fact.what}" for fact in unmet]
        if faults:
            looks.append(f"not {release.name}: {', '.join(faults)}")
    return VmgenError.single(
        "VM411",
        Position(str(root)),
        "this is no QEMU source tree of a layout that vmgen knows",
        cause=f"What was looked for: {'; '.join(looks)}.",
    )
