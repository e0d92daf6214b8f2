# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the register structs of a device lie in its section, and what travels behind them.

A description looks for its subsections at its own end (vmstate-wire.md section 10). Of registers
that is the section's end, too, if nothing of the device follows them; else it is before that.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """A description that something is inside of."""

    name: str
    behind: str
    """What of it travels next, as a reader finds it in the spec; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """A register struct that has subsections, at one of the places where it is nested."""

    struct: Struct
    path: str
    """Fields that lead there: `regs.drives`."""
    levels: tuple[Level, ...]
    """From what it stands in to the section."""

    def behind(self, outer: Level) -> str:
        """What travels between its end and that of `outer`: the first of it, or nothing."""
        inside = self.levels[: self.levels.index(outer) + 1]
        return next((level.behind for level in inside if level.behind), "")

    def claims(self, name: str) -> Level | None:
        """The innermost description outside that looks for a subsection of this name."""
        return next((level for level in self.levels if begins(name, level.name)), None)


def begins(name: str, parent: str) -> bool:
    """Whether a description of the name `parent` takes a subsection `name` for its own."""
    return name.startswith(parent) and len(name) > len(parent)


def nestings(device: Device) -> list[Nesting]:
    """All places of structs with subsections, in wire order."""
    return list(_nestings(device, device, (), ""))


def _nestings(
    device: Device, owner: Device | Struct, outer: tuple[Level, ...], path: str
) -> Iterator[Nesting]:
    name = owner.description.name
    yield from _among(device, owner.fields, name, outer, path)
    for subsection in owner.subsections:
        # Behind a subsection its parent looks for more of them: no field is in between.
        levels = (Level(name, ""), *outer)
        yield from _among(device, subsection.fields, subsection.description.name, levels, path)


def _among(
    device: Device, fields: tuple[Field, ...], name: str, outer: tuple[Level, ...], path: str
) -> Iterator[Nesting]:
    sent = [field for field in fields if travels(field) and field.kind.on_the_wire]
    for at, field in enumerate(sent):
        struct = field.kind.wire_struct(device)
        if struct is None:
            continue
        behind = f"`{sent[at + 1].name}`" if at + 1 < len(sent) else ""
        if field.shape.total > 1:
            behind = f"the next of `{field.name}`"
        levels = (Level(name, behind), *outer)
        place = f"{path}{field.name}"
        if struct.subsections:
            yield Nesting(struct, place, levels)
        yield from _nestings(device, struct, levels, f"{place}.")
