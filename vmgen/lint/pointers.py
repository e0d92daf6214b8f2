# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays that C has as pointers: who can know which are null, and what may be behind one."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device, Field, travels
from vmgen.model.walk import Site, each

_MADE_ANEW = (
    "What QEMU loads registers into is made anew for each load, so no pointer in it is set before."
)


def check_pointers(device: Device, diagnostics: Diagnostics) -> None:
    """Check `present=` of all fields."""
    for site in each(device):
        asked = site.field.present is not None and not site.field.kind.unread
        if asked and travels(site.field):
            _present(site, diagnostics)


def _present(site: Site, diagnostics: Diagnostics) -> None:
    field, device = site.field, site.device
    at, cause, mend = field.where("present"), "", ""
    shape = field.shape
    if site.registers:
        message, cause = "registers know nothing of the device that has the pointers", _MADE_ANEW
        mend = (
            f"Put the array into the device: `{field.name}: Array[BqlCell[...], {shape.total}] = "
            'field(present="...")`, between registers with what is before and behind it.'
        )
    elif not shape.array or shape.buffer or not field.kind.on_the_wire:
        message = "only an array has pointers to its elements"
    elif shape.part is not None:
        message = "C sends no part of an array of pointers"
        mend = "Make the array as long as the part that travels."
    else:
        message = _flags(device, field)
    if message:
        message = f"`{field.name}`: {message}"
        diagnostics.add("VM166", at, message, cause=cause, mend=mend)


def _flags(device: Device, field: Field) -> str:
    """Why the field that is named says nothing; empty if it does."""
    length, name = field.shape.total, field.present
    flags = device.by_name.get(name or "")
    if flags is None:
        return f"there is no field `{name}` in the device"
    number = flags.kind.number
    cells = flags.shape.array and flags.place.around == ("BqlCell",)
    if not cells or number is None or number.name != "bool" or flags.wire is not None:
        return f"`{name}` is no array of `BqlCell[bool]`"
    if flags.migrate:
        return f"`{name}` travels, and says what is there before anything has been loaded"
    if flags.shape.total != length:
        return f"`{name}` has {flags.shape.total} flags for {length} elements"
    return ""
