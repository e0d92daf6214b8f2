# SPDX-License-Identifier: GPL-2.0-or-later
"""The Rust type of a parent that QEMU's Rust has none of, made of C's by bindgen.

As QEMU's own crates do it: `wrapper.h`, `build.rs` and `bindings.rs`, such as pl011 has in 10.2.
"""

from __future__ import annotations

from vmgen.model.nodes import Device, Struct
from vmgen.render.environment import render_fragment, render_template
from vmgen.render.fragment import Fragment
from vmgen.render.texts import StructMigration, StructText

STAND_IN = "src/bindings.inc.rs"
"""What bindgen makes in a QEMU tree, where this is not; a tree without C has nothing else."""


class ParentBinding:
    """Makes the files about the parent of a device."""

    def __init__(self, device: Device, node: Struct) -> None:
        self._given = {"device": device, "node": node, "binding": node.binding}

    def plain(self) -> dict[str, str]:
        """The files that import nothing of this crate."""
        names = {"build.rs": "build.rs", "wrapper.h": "wrapper.h", "src/bindings.rs": "bindings.rs"}
        return {
            path: render_template(f"crate/parent/{name}.j2", **self._given)
            for path, name in names.items()
        }

    def type(self) -> Fragment:
        """The Rust type, over C's struct."""
        return render_fragment("crate/parent/parent.rs.j2", **self._given)

    def stand_in(self, known: StructText, migrated: StructMigration) -> Fragment:
        """C's structs, as far as the spec knows them, and how they travel."""
        taken = {member.name for member in known.members}
        above = "parent_obj"
        while above in taken:
            above += "_"
        return render_fragment(
            "crate/parent/stand_in.rs.j2",
            members=known.members,
            item=migrated,
            above=above,
            **self._given,
        )


def as_included(use: str, body: Fragment) -> str:
    """The stand-in as `bindings.rs` includes it: its imports must not be those of that file."""
    return f"mod stand_in {{\n{use}\n{body.text}\n}}\n\npub use stand_in::*;\n"
