# SPDX-License-Identifier: GPL-2.0-or-later
"""Which crates of a tree are made of what: a file beside them, as QEMU's manifests are not ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

RECORD = "hw/.vmgen.toml"
"""Below `rust/`."""

Record = dict[str, dict[str, str]]
"""By folder below `rust/`: `spec` (from there), `device` (its section), `kconfig` (the entry)."""


def recorded(rust: Path) -> Record:
    """What a tree's record says; nothing where it has none that can be read."""
    try:
        found = tomllib.loads((rust / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        folder: {key: str(value) for key, value in entry.items()}
        for folder, entry in found.items()
        if isinstance(entry, dict)
    }


def record_text(crates: Mapping[str, Mapping[str, str]]) -> str:
    """The record of these crates."""
    import tomlkit

    document = tomlkit.document()
    for folder, entry in sorted(crates.items()):
        document[folder] = dict(entry)
    return tomlkit.dumps(document)
