# SPDX-License-Identifier: GPL-2.0-or-later
"""When something travels: what a spec says of it, and which structs follow the section's version.

The version of a nested description does not travel (vmstate-wire.md section 11). One whose fields
are not the same in all versions that load is therefore read and written at that of the section.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from vmgen.values import Frozen

if TYPE_CHECKING:
    from vmgen.model.nodes import Description, Device, Field, Struct


class Needed(Frozen):
    """When a subsection is sent, or a field is there; without one it always is."""

    kind: Literal["expression", "changed", "method"]
    text: str = ""
    """The expression, or the method's name."""

    @property
    def asks(self) -> str:
        """The author's method; empty where none is asked."""
        return self.text if self.kind == "method" else ""


def travels(field: Field) -> bool:
    """Whether a field of the device has bytes in the stream."""
    plain_wiring = field.kind.wiring and field.place.plain
    return field.migrate and not (field.place.is_property or plain_wiring)


def comes_or_goes(field: Field, head: Description) -> bool:
    """Whether some of the versions that a description loads have the field, and others not."""
    gone = field.until is not None and field.until < head.version_id
    return field.since > head.minimum_version_id or gone


def versioned(device: Device) -> frozenset[str]:
    """The structs that have such a field, however deep: they follow the section's version."""
    found = set[str]()
    for node in device.structs:  # each after what it is made of
        inside = (field.kind.wire_struct(device) for field in node.fields)
        if not node.path and (
            any(comes_or_goes(field, device.description) for field in node.fields)
            or any(struct is not None and struct.name in found for struct in inside)
        ):
            found.add(node.name)
    return frozenset(found)


def spans(device: Device, field: Field) -> list[tuple[int, int]]:
    """The versions that load and have a field, from the first to the last of each span.

    In a span a struct has the same fields; of what is the same in all versions there is one span.
    """
    head = device.description
    low = max(head.minimum_version_id, field.since)
    high = head.version_id if field.until is None else min(head.version_id, field.until)
    struct = field.kind.wire_struct(device)
    changes = set() if struct is None else set(_changes(device, struct))
    starts = [low, *sorted(version for version in changes if low < version <= high)]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), high], strict=True))


def _changes(device: Device, struct: Struct) -> Iterator[int]:
    """The versions in which a struct has other fields than before, however deep."""
    for field in struct.fields:
        yield field.since
        if field.until is not None:
            yield field.until + 1
        inner = field.kind.wire_struct(device)
        if inner is not None:
            yield from _changes(device, inner)
