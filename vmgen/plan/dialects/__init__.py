# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between the versions of QEMU's Rust API: a file of data here for each.

The facts are those of qemu-rust-api.md sections 1 and 2. Nothing outside of this folder knows the
name of a dialect, or asks for one: what must be known of it is a value of `Dialect`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Any

from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A file or folder (a glob) that a tree has, or has not; `word` must be in the file."""

    path: str
    word: str = ""
    absent: bool = False

    @property
    def what(self) -> str:
        """What is looked for."""
        return f"`{self.word}` in {self.path}" if self.word else self.path


@dataclass(frozen=True, slots=True)
class Release:
    """A state of QEMU's tree, by what tells it from the others."""

    name: str
    manifest: str
    """The manifest of its Rust workspace."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of the API. A flag says what the version does, not what vmgen does about it."""

    name: str
    about: str
    boxed_snapshot: bool
    """`to_migration_state` returns a Box, and restore takes a reference (the seed mail)."""
    wrapper_has_name: bool
    """`Migratable`'s own description has a name; without one QEMU crashes (trap 1)."""
    migratable_is_sync: bool
    """`Migratable` is Sync; otherwise the device must say so itself (trap 2)."""
    meson_links: bool
    """meson.build names Rust crates in `link_with`, not in `dependencies`."""
    timer_migrates: bool
    """`Timer` implements the traits, and tells when it expires."""
    arc_migrates: bool
    """`Arc<T>` implements the traits."""
    numbers_migrate: bool
    """bool and the integers implement the traits."""
    bitfields_migrate: bool
    """`impl_vmstate_bitsized!` implements the traits, too."""
    timer_takes_owner: bool
    """`Timer::init_full` takes the pinned owner and a function to the field."""
    preludes: Mapping[str, str] = field(compare=False)
    """By path, the crate through whose prelude it is imported."""


def _release(name: str, tree: Mapping[str, Any]) -> Release:
    return Release(name, tree["manifest"], tuple(Fact(**fact) for fact in tree["facts"]))


def _dialect(name: str, data: Mapping[str, Any]) -> Dialect:
    """A dialect from its file, which says everything of it: nothing is there by default."""
    flags = {flag.name: data[flag.name] for flag in fields(Dialect) if flag.type == "bool"}
    preludes = {path: crate for crate, paths in data.get("preludes", {}).items() for path in paths}
    return Dialect(name, data["about"], **flags, preludes=preludes)


def _files() -> dict[str, Any]:
    found = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in Path(__file__).parent.glob("*.toml")
    }
    return dict(sorted(found.items(), key=lambda item: int(item[1]["rank"])))


_FILES = _files()

DIALECTS: dict[str, Dialect] = {
    name: _dialect(name, data) for name, data in _FILES.items() if data["supported"]
}
"""Those that crates can be made for, the newest first."""

RELEASES: tuple[Release, ...] = tuple(_release(name, data["tree"]) for name, data in _FILES.items())
"""Every tree that is recognised, in the order in which to look: also those without a dialect."""

DEFAULT_DIALECT = next(iter(DIALECTS))
