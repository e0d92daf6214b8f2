# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a spec says what a layout has."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.diagnostics import Position
from vmgen.model.nodes import Device, Struct


def places(device: Device) -> dict[str, Position]:
    """The places of fields by their paths, and of subsections by their names."""
    return dict(_places(device, device, ""))


def _places(device: Device, owner: Device | Struct, path: str) -> Iterator[tuple[str, Position]]:
    for item in owner.subsections:
        yield item.description.name, item.where("subsection")
    for field in owner.all_fields:
        place = f"{path}{field.name}"
        yield place, field.position
        if field.flag is not None:
            yield f"{path}{field.flag}", field.where("flag")
        struct = field.kind.wire_struct(device)
        if struct is not None:
            yield from _places(device, struct, f"{place}.")
