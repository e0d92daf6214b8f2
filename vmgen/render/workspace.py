# SPDX-License-Identifier: GPL-2.0-or-later
"""What makes a folder of crates a Cargo workspace: its manifest, and the stand-in crates.

The folder is laid out like QEMU's own `rust/`, so that a crate's relative paths hold in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vmgen.plan import Dialect
from vmgen.render.crate import Rendered
from vmgen.render.environment import data_folder

LOCK = "Cargo.lock"
_STYLES = ("clippy.toml", "rustfmt.toml")
_RECORD = ("workspace", "metadata", "vmgen", "crates")
"""Where a manifest says which crate is made of what; cargo leaves `metadata` to others."""


def support_folder(dialect: Dialect) -> Path:
    """The stand-in crates of a dialect."""
    return data_folder("rust") / dialect.name


def stand_in_places(dialect: Dialect) -> list[str]:
    """The folders and files that a tree has from `support_folder`."""
    return [*_members(_manifest(dialect)), *_STYLES]


def render_stand_ins(dialect: Dialect) -> list[Rendered]:
    """Copies of the stand-in crates, without their tests.

    A tree with them needs neither vmgen nor the place where it is installed.
    """
    support = support_folder(dialect)
    files = [support / name for name in _STYLES]
    for member in _members(_manifest(dialect)):
        files += [
            support / member / "Cargo.toml",
            *sorted((support / member / "src").rglob("*.rs")),
        ]
    return [
        Rendered(
            file.relative_to(support).as_posix(),
            file.read_text(encoding="utf-8"),
            origin="its own stand-in crates",
        )
        for file in files
    ]


def render_workspace(crates: Mapping[str, Mapping[str, str]], dialect: Dialect) -> Rendered:
    """The `Cargo.toml` of a tree with these crates: by folder, what `recorded_crates` gives."""
    import tomlkit

    manifest = _manifest(dialect)
    array = tomlkit.array()
    array.extend([*_members(manifest), *sorted(crates)])
    manifest["workspace"]["members"] = array.multiline(True)
    record = tomlkit.table()
    for folder, entry in sorted(crates.items()):
        if entry:
            line = tomlkit.inline_table()
            line.update(entry)
            record[folder] = line
    if record:
        manifest["workspace"]["metadata"] = {"vmgen": {"crates": record}}
    return Rendered("Cargo.toml", tomlkit.dumps(manifest), origin="the specs")


def recorded_crates(root: Path) -> dict[str, dict[str, str]]:
    """What a tree's manifest says of its crates, by folder.

    `spec` is the path of the spec from the tree, `device` the name of the device's section. A tree
    without such a record has none; one that is not readable will be refused when it is written.
    """
    import tomllib

    try:
        found: Any = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    for key in _RECORD:
        found = found.get(key) if isinstance(found, dict) else None
    entries = found.items() if isinstance(found, dict) else ()
    return {
        folder: {key: str(value) for key, value in entry.items()}
        for folder, entry in entries
        if isinstance(entry, dict)
    }


def _manifest(dialect: Dialect) -> Any:
    import tomlkit

    text = (support_folder(dialect) / "Cargo.toml").read_text(encoding="utf-8")
    return tomlkit.parse(text).unwrap()


def _members(manifest: Any) -> list[str]:
    return [str(member) for member in manifest["workspace"]["members"]]
