# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a device's migration only the code of its author knows."""

from __future__ import annotations

from vmgen.model.nodes import Device, Field, Struct
from vmgen.model.walk import Site, walk
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Where the codec's word on a device does not count: there the author has code of his own."""

    refuses: bool
    """A state that the codec takes may be refused: by a check, a conversion, or a hook of loads."""
    anything: bool
    """Whatever is saved may be another, or nothing: by a hook, or a mirror that varies."""
    bytes: frozenset[str]
    """Fields whose bytes are the author's, by path without indices; so is all below them."""
    hidden: frozenset[str]
    """Fields of a state, by path without indices, that no load in Rust gives: computed, derived."""
    methods: frozenset[str]
    """Subsections of which a method says whether they are sent."""
    answers: bool = False
    """A method says whether fields in the middle are there."""

    @property
    def has_word(self) -> bool:
        """Whether there is such code at all."""
        return bool(self.refuses or self.anything or self.bytes or self.methods or self.answers)

    def owns(self, path: str) -> bool:
        """Whether the bytes at a path (without indices) are the author's."""
        names = path.split(".")
        return any(".".join(names[: end + 1]) in self.bytes for end in range(len(names)))


def author_of(device: Device, *, armed: bool = False) -> Author:
    """Where this device's author has a word; `armed` where timers in registers do not tell."""
    found = _sites(device)
    structs = device.structs
    hooks, loads = {*device.hooks} - {"unplug_pending"}, {"pre_load", "post_load"}
    asked = device.needed is not None and device.needed.asks
    custom = any(site.field.kind.by_author for site in found)
    subsections = [
        *device.subsections,
        *(subsection for node in structs for subsection in node.subsections),
    ]
    return Author(
        refuses=custom or bool(loads & hooks) or any(node.check for node in structs),
        anything=bool(hooks or asked) or any(map(_varies, structs)),
        bytes=frozenset(
            site.path
            for site in found
            if _is_authors(site.field) or (armed and site.registers and site.field.kind.timed)
        ),
        hidden=frozenset(site.path for site in found if site.field.derived or site.field.computed),
        methods=frozenset(
            subsection.description.name for subsection in subsections if subsection.asks
        ),
        answers=bool(device.answers),
    )


def _varies(node: Struct) -> bool:
    """Whether the author decides how many bytes a mirror has."""
    counted = any(field.count is not None for field in node.all_fields)
    return node.mirror_only and (counted or bool(node.subsections))


def _is_authors(field: Field) -> bool:
    return field.computed or field.kind.by_author


def _sites(device: Device) -> list[Site]:
    """All fields that travel or are derived; those of a mirror are one with its field."""

    def kept(site: Site) -> bool:
        return site.field.migrate or site.field.derived

    return [site for site in walk(device, into=kept) if kept(site)]
