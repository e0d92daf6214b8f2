# SPDX-License-Identifier: GPL-2.0-or-later
"""Cells of the device: which of them QEMU reads and writes in place, and which travel otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field


def beside(device: Device, field: Field) -> bool:
    """Whether a field of the device travels by a number in a cell of its own beside it.

    QEMU sees through BqlCell and BqlRefCell, not through a Mutex (qemu-rust-api.md section 2.4),
    and what must be converted or checked it could not write in place. So the device has the number,
    too: it is set before anything is saved, and looked at when all of the section is loaded.
    """
    place, number = field.place, field.kind.number
    if not (field.migrate and place.cell) or place.migratable:
        return False
    other = field.wire is not None and number is not None and field.wire != number.name
    checked = field.minimum is not None or field.maximum is not None
    seen = place.cell != "Mutex" and field.kind.seen_through(device)
    return not seen or other or checked
