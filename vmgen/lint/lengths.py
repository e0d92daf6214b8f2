# SPDX-License-Identifier: GPL-2.0-or-later
"""What is too long: names that become those of folders and files, and states."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device, Field, Struct

LONGEST_NAME = 64
"""Of a crate or category: cargo, rustc and meson append to it (crates.io has the same limit)."""
MOST_ELEMENTS = 1 << 24
"""Of an array, and of a whole device: more is a slip, and would be written out in tests."""


def check_lengths(device: Device, diagnostics: Diagnostics) -> None:
    """Check names that become paths, and how much a device holds."""
    for option, name in (("crate", device.crate), ("category", device.category)):
        if len(name) > LONGEST_NAME:
            message = f"`{option}` has {len(name)} characters, and the most is {LONGEST_NAME}"
            diagnostics.add("VM127", device.where(option), message)
    if len(device.config) > 2 * LONGEST_NAME:
        message = (
            f"`config` has {len(device.config)} characters, and the most is {2 * LONGEST_NAME}"
        )
        diagnostics.add("VM127", device.where("config"), message)
    owners: list[Device | Struct] = [*device.structs, device]
    for owner in owners:
        total = sum(_elements(device, field) for field in owner.all_fields)
        if total > MOST_ELEMENTS:
            message = (
                f"`{owner.name}` holds {total} elements in all, and the most is {MOST_ELEMENTS}"
            )
            field = max(owner.all_fields, key=lambda item: _elements(device, item))
            diagnostics.add("VM127", field.where("type"), message)
            return


def _elements(device: Device, field: Field) -> int:
    """How many numbers a field holds, those of the structs in it too."""
    return field.kind.elements(device) * field.shape.total
