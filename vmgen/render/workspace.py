# SPDX-License-Identifier: GPL-2.0-or-later
"""What makes a folder of crates a Cargo workspace: its manifest, and the stand-in crates.

The folder is laid out like QEMU's own `rust/`, so that a crate's relative paths hold in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
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
    return [*_members(dialect), *_STYLES]


def render_stand_ins(dialect: Dialect) -> list[Rendered]:
    """Copies of the stand-in crates, without their tests.

    A tree with them needs neither vmgen nor the place where it is installed.
    """
    support = support_folder(dialect)
    files = [support / name for name in _STYLES]
    for member in _members(dialect):
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
    """The `Cargo.toml` of a tree with these crates: by folder, what `recorded_crates` gives.

    Its lines are those of the stand-ins' own, without the comments: to take a manifest apart and
    put it together again is a tenth of what a small build costs.
    """
    lines = [line for line in _manifest(dialect).splitlines() if not line.lstrip().startswith("#")]
    members, end = lines.index("members = ["), lines.index("]")
    listed = [f"    {_quoted(member)}," for member in [*_members(dialect), *sorted(crates)]]
    text = "\n".join([*lines[: members + 1], *listed, *lines[end:], ""])
    records = [_recorded(folder, entry) for folder, entry in sorted(crates.items()) if entry]
    if records:
        text += "\n".join(["", f"[{'.'.join(_RECORD)}]", *records, ""])
    return Rendered("Cargo.toml", text, origin="the specs")


def _recorded(folder: str, entry: Mapping[str, str]) -> str:
    """The line of one crate."""
    values = ", ".join(f"{_key(key)} = {_quoted(value)}" for key, value in entry.items())
    return f"{_quoted(folder)} = {{{values}}}"


def _quoted(text: str) -> str:
    """A string of TOML."""
    if text.isascii() and text.isprintable() and not {'"', "\\"} & {*text}:
        return f'"{text}"'
    import tomlkit

    return tomlkit.string(text).as_string()


@cache
def _key(name: str) -> str:
    """A key of TOML, with quotes where it needs some."""
    if name.isascii() and name.isalpha():
        return name
    import tomlkit

    return tomlkit.key(name).as_string()


def recorded_crates(root: Path) -> dict[str, dict[str, str]]:
    """What a tree's manifest says of its crates, by folder.

    `spec` is the path of the spec from the tree, `device` the name of the device's section. A tree
    without such a record has none; one that is not readable will be refused when it is written.
    """
    try:
        text = (root / "Cargo.toml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    return {folder: dict(entry) for folder, entry in _crates_of(text).items()}


@lru_cache(maxsize=8)
def _crates_of(manifest: str) -> dict[str, dict[str, str]]:
    """The same of a manifest's text, which a build asks for several times."""
    import tomllib

    try:
        found: Any = tomllib.loads(manifest)
    except ValueError:
        return {}
    for key in _RECORD:
        found = found.get(key) if isinstance(found, dict) else None
    entries = found.items() if isinstance(found, dict) else ()
    return {
        folder: {key: str(value) for key, value in entry.items()}
        for folder, entry in entries
        if isinstance(entry, dict)
    }


def _manifest(dialect: Dialect) -> str:
    return (support_folder(dialect) / "Cargo.toml").read_text(encoding="utf-8")


@cache
def _members(dialect: Dialect) -> list[str]:
    import tomllib

    return [str(it) for it in tomllib.loads(_manifest(dialect))["workspace"]["members"]]
