# SPDX-License-Identifier: GPL-2.0-or-later
"""What is too long: names that become those of folders and files, and states."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.limits import LONGEST_IDENTIFIER, LONGEST_NAME, MOST_ELEMENTS
from vmgen.model.nodes import Bits, BitsField, Device, Enum, Field, Struct, Variant


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
    _identifiers(device, diagnostics)
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


def _identifiers(device: Device, diagnostics: Diagnostics) -> None:
    """Names of the spec's own."""
    inside: list[Field | BitsField | Variant] = [*device.all_fields]
    for node in device.types:
        match node:
            case Struct():
                inside += node.all_fields
            case Enum():
                inside += node.variants
            case Bits():
                inside += node.fields
    for item in (device, *device.types, *inside):
        if len(item.name) > LONGEST_IDENTIFIER:
            shown = f"`{item.name[:20]}...` has {len(item.name)} characters"
            message = f"{shown}, and the most is {LONGEST_IDENTIFIER}"
            diagnostics.add("VM127", item.position, message)


def _elements(device: Device, field: Field) -> int:
    """How many numbers a field holds, those of the structs in it too."""
    return field.kind.elements(device) * field.shape.total
