# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays that C has as pointers: which fields these are, and what the device has for them.

A null pointer travels as one byte, and whoever loads knows by its own pointers alone which these
are (vmstate-wire.md section 6). In Rust the elements are in the device itself, and beside them are
pointers that vmgen sets before QEMU looks at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field


def of_pointers(device: Device) -> list[Field]:
    """The arrays of the device that C has as pointers."""
    return [field for field in device.all_fields if field.present is not None]


def says_present(device: Device) -> frozenset[str]:
    """The fields whose flags say which of these pointers are not null."""
    return frozenset(field.present for field in of_pointers(device) if field.present)
