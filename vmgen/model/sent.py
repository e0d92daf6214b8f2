# SPDX-License-Identifier: GPL-2.0-or-later
"""What must hold for a field to be sent, given that what it is in is sent."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.model.gates import Needed, head_of
from vmgen.model.nodes import Device, Field, Struct, Subsection

Condition = tuple[str, str]
"""Its kind, and what it says: an expression, a method, the subsection that changed, a version."""

Conditions = frozenset[Condition]


class Places:
    """Where the fields of one owner travel."""

    def __init__(self, device: Device, owner: Device | Struct) -> None:
        self.owner = owner
        self._device = device
        self._parts = {part.description.name: part for part in owner.subsections}
        self._inside = {item.name: part for part in owner.subsections for item in part.fields}

    def conditions(self, field: Field) -> Conditions:
        """All that must hold for a section of the newest version to have it."""
        found = set(_own(field.needed, ""))
        head = head_of(self._device, self.owner, field)
        if head is not None and field.until is not None and field.until < head.version_id:
            found.add(("until", str(field.until)))
        for part in self._around(field):
            found.update(_own(part.needed, part.description.name))
        return frozenset(found)

    def differs(self, field: Field) -> Conditions:
        """Those without which another number may be loaded than was there.

        What is not sent as it has not changed is what it is where it does not arrive.
        """
        part = self._inside.get(field.name)
        return self.conditions(field) - {("changed", part.description.name if part else "")}

    def _around(self, field: Field) -> Iterator[Subsection]:
        """The subsections that it is in, the innermost first."""
        part, seen = self._inside.get(field.name), set[str]()
        while part is not None and part.description.name not in seen:
            seen.add(part.description.name)  # one that is within itself ends here
            yield part
            part = self._parts.get(part.within)


def _own(needed: Needed | None, part: str) -> Iterator[Condition]:
    if needed is not None:
        yield needed.kind, part if needed.kind == "changed" else needed.text
