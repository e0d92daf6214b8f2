# SPDX-License-Identifier: GPL-2.0-or-later
"""What is read by something else arrives with it: else our own section is refused, or misread.

A save looks at what the device has, a load at what has arrived, and has reset values for the rest.
The two agree about a number if it is sent whenever something is that is read by it. So the slot of
a mark needs its queue, a queue its size, an array its count.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.model.sent import Conditions, Places
from vmgen.model.walk import owners

_MEND = (
    "Send both at the same place: in one subsection, with the same `until=` and `needed=`; or send "
    "what the other is read by always."
)


def check_together(device: Device, diagnostics: Diagnostics) -> None:
    """Check the marks, the sizes of rings and the counts of all owners of fields."""
    for owner in owners(device):
        if isinstance(owner, Struct) and owner.foreign:
            continue
        reading = _Reading(device, owner)
        for field in owner.all_fields:
            if field.kind.unread or not travels(field):
                continue
            for option, name in reading.unknown_to(field):
                message = f"`{field.name}` may be sent without `{name}`, by which it is read"
                diagnostics.add("VM173", field.where(option), message, mend=_MEND)


class _Reading:
    """What the fields of one owner are read by."""

    def __init__(self, device: Device, owner: Device | Struct) -> None:
        self._device = device
        self._places = Places(device, owner)
        self._parts: dict[str, list[Field]] = {}
        """Of each queue what travels for it."""
        for item in owner.all_fields:
            for name in item.source.of if item.source is not None else ():
                self._parts.setdefault(name, []).append(item)

    def unknown_to(self, field: Field) -> Iterator[tuple[str, str]]:
        """What it may arrive without: the option that says so, and the name."""
        have = self._places.conditions(field)
        if field.count is not None and field.source is None and not self._known(field.count, have):
            yield "count", field.count
        modulo = field.own.get("modulo")
        part = next(iter(self._parts.get(field.name, [])), None)
        by = self._places.conditions(part) if part is not None else have
        if modulo is not None and not self._known(modulo, by):
            yield "modulo", modulo
        queue = field.kind.in_queue
        if queue and not self._queue_is_known(queue, have):
            yield "type", queue

    def _known(self, name: str, have: Conditions) -> bool:
        """Whether a field beside has the same number on both sides under these conditions."""
        other = self._places.owner.by_name.get(name)
        return other is None or not travels(other) or self._places.differs(other) <= have

    def _queue_is_known(self, path: str, have: Conditions) -> bool:
        """The same of the queue of a mark, by the structs that it is in."""
        first, _, rest = path.partition(".")
        found = self._places.owner.by_name.get(first)
        parts = self._parts.get(first, [found] if found is not None else [])
        if not all(self._places.differs(part) <= have for part in parts):
            return False
        struct = found.kind.struct(self._device) if found is not None and rest else None
        return struct is None or _Reading(self._device, struct)._queue_is_known(rest, frozenset())
