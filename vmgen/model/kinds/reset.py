# SPDX-License-Identifier: GPL-2.0-or-later
"""What fields are after a reset: the one answer, which states, layouts and rules all have."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field, Reset, Struct


def reset_field(device: Device, field: Field, given: Reset | None = None) -> Any:
    """A whole field, an array as a list, rows as lists of lists.

    `given` is the value if it is not what the field has at reset. Numbers are numbers: see
    `Kind.at_reset`.
    """
    kind, shape = field.kind, field.shape
    value = field.default if given is None else given
    if shape.one:
        return kind.at_reset(device, None if isinstance(value, tuple) else value)
    if isinstance(value, tuple):
        flat = [kind.at_reset(device, item) for item in value]
    else:
        one = kind.at_reset(device, value)
        many = shape.total - 1
        alone = isinstance(one, dict | list)  # each may be changed by itself
        flat = [one, *(copy.deepcopy(one) for _ in range(many))] if alone else [one] * (many + 1)
    if shape.columns is None:
        return flat
    return [flat[at : at + shape.columns] for at in range(0, shape.total, shape.columns)]


def reset_struct(device: Device, struct: Struct) -> dict[str, Any]:
    """The fields of a struct, by name."""
    return {field.name: reset_field(device, field) for field in struct.all_fields}
