# SPDX-License-Identifier: GPL-2.0-or-later
"""What makes a folder of crates a Cargo workspace: its manifest, and links to the Rust side.

The folder is laid out like QEMU's own `rust/`, so that a crate's relative paths hold in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vmgen.model.nodes import Device
from vmgen.plan import Dialect
from vmgen.render.crate import Rendered, crate_folder
from vmgen.render.environment import data_folder


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace's own files, and links by path to the folder or file they point at."""

    files: list[Rendered]
    links: dict[str, Path]


def support_folder(dialect: Dialect) -> Path:
    """The stand-in crates of a dialect."""
    return data_folder("rust") / dialect.name


def render_workspace(
    devices: Sequence[Device], dialect: Dialect, others: Sequence[str] = ()
) -> Workspace:
    """The workspace for these devices' crates: `Cargo.toml` and links.

    `others` are folders of crates that the tree already has.
    """
    import tomlkit

    support = support_folder(dialect)
    manifest = tomlkit.parse((support / "Cargo.toml").read_text(encoding="utf-8")).unwrap()
    members = [str(member) for member in manifest["workspace"]["members"]]
    crates = {crate_folder(device) for device in devices} | set(others)
    array = tomlkit.array()
    array.extend([*members, *sorted(crates)])
    manifest["workspace"]["members"] = array.multiline(True)
    links = {member: support / member for member in members}
    for name in ("clippy.toml", "rustfmt.toml"):
        links[name] = support / name
    text = tomlkit.dumps(manifest)
    return Workspace([Rendered("Cargo.toml", text, origin="specs")], links)
