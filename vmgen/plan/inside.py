# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a struct, however deep, only a restore can do."""

from __future__ import annotations

from vmgen.model.nodes import Device, Struct


def unchecked(device: Device, struct: Struct) -> str:
    """Rules or masks; empty for nothing."""
    if struct.rules:
        return "rules"
    for field in struct.all_fields:
        if field.mask is not None or field.force:
            return "masks"
        inner = field.kind.struct(device)
        found = unchecked(device, inner) if inner is not None else ""
        if found:
            return found
    return ""


def has_range(device: Device, struct: Struct) -> bool:
    """Whether a field has a range that must be checked."""
    for field in struct.all_fields:
        if field.minimum is not None or field.maximum is not None:
            return True
        inner = field.kind.struct(device)
        if inner is not None and has_range(device, inner):
            return True
    return False
