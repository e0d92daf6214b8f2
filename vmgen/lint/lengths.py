# SPDX-License-Identifier: GPL-2.0-or-later
"""What is too long: names that become those of folders and files, and states."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device, Struct, struct_of
from vmgen.model.types import ArrayOf, Cell, Fifo, Migratable, Padding, Type, WireOnly

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
    structs = [node for node in device.types if isinstance(node, Struct)]
    owners: list[Struct | Device] = [*structs, device]
    for owner in owners:
        total = _elements_of(device, owner)
        if total > MOST_ELEMENTS:
            message = (
                f"`{owner.name}` holds {total} elements in all, and the most is {MOST_ELEMENTS}"
            )
            field = max(owner.all_fields, key=lambda item: _elements(device, item.type))
            diagnostics.add("VM127", field.where("type"), message)
            return


def _elements_of(device: Device, owner: Device | Struct) -> int:
    return sum(_elements(device, field.type) for field in owner.all_fields)


def _elements(device: Device, type_: Type) -> int:
    """How many numbers a field holds, those of the structs in it too."""
    match type_:
        case ArrayOf(item=item, length=length):
            return length * _elements(device, item)
        case Cell(item=item) | Migratable(item=item) | WireOnly(item=item):
            return _elements(device, item)
        case Fifo(length=length) | Padding(size=length):
            return length
    struct = struct_of(device, type_)
    return _elements_of(device, struct) if struct is not None else 1
