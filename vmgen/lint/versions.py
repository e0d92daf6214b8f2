# SPDX-License-Identifier: GPL-2.0-or-later
"""Version ids and gates (vmstate-wire.md sections 7 and 11, compat-rules.md section 3)."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Description, Device, Field, Struct


def check_versions(device: Device, diagnostics: Diagnostics) -> None:
    """Versions in range and in order; gates that are reached, and that can work where they are."""
    _description(device.description, diagnostics)
    for field in device.fields:
        _gate(field, device.description, diagnostics)
    _subsections(device, diagnostics)
    for node in device.types:
        if isinstance(node, Struct):
            _description(node.description, diagnostics)
            _minimum_inside(node, diagnostics)
            _subsections(node, diagnostics)
            for field in node.fields:
                _gate(field, node.description, diagnostics)
                _gate_in_registers(field, device, diagnostics)


def _subsections(owner: Device | Struct, diagnostics: Diagnostics) -> None:
    for subsection in owner.subsections:
        _description(subsection.description, diagnostics)
        for field in subsection.fields:
            _gate(field, subsection.description, diagnostics)


def _description(item: Description, diagnostics: Diagnostics) -> None:
    for option in ("version_id", "minimum_version_id"):
        value = getattr(item, option)
        if not 0 <= value <= 255:
            message = f"`{option}` {value} of `{item.name}` is not in 0..255"
            diagnostics.add("VM131", item.where(option), message)
    if item.minimum_version_id > item.version_id:
        at = item.where("minimum_version_id")
        message = (
            f"`minimum_version_id` {item.minimum_version_id} of `{item.name}` is above its "
            f"`version_id` {item.version_id}"
        )
        diagnostics.add("VM130", at, message)


def _minimum_inside(node: Struct, diagnostics: Diagnostics) -> None:
    """A nested description is loaded at its own version, so nothing is ever below its minimum."""
    item = node.description
    if (
        not node.path
        and "minimum_version_id" in item.at
        and item.minimum_version_id < item.version_id
    ):
        message = f"`{item.name}` is nested: nobody looks at its `minimum_version_id`"
        diagnostics.add("VM134", item.where("minimum_version_id"), message)


def _gate(field: Field, item: Description, diagnostics: Diagnostics) -> None:
    if field.since < 0:
        diagnostics.add(
            "VM106", field.where("since"), f"`since` takes a version, not {field.since}"
        )
    if field.since > item.version_id:
        message = (
            f"`{field.name}` travels since version {field.since}, but `{item.name}` is at "
            f"`version_id` {item.version_id}"
        )
        diagnostics.add("VM132", field.where("since"), message)


def _gate_in_registers(field: Field, device: Device, diagnostics: Diagnostics) -> None:
    """A gate inside registers does nothing; at or below the device's minimum that is harmless."""
    minimum = device.description.minimum_version_id
    if field.since > minimum:
        message = (
            f"`{field.name}` has `since={field.since}` inside registers, but `{device.name}` still "
            f"loads version {minimum}"
        )
        diagnostics.add("VM133", field.where("since"), message)
