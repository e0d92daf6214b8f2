# SPDX-License-Identifier: GPL-2.0-or-later
"""When something travels: what a spec says of it, and which structs follow the section's version.

The version of a nested description does not travel (vmstate-wire.md section 11). One whose fields
are not the same in all versions that load is therefore read and written at that of the section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def heads(device: Device) -> dict[str, list[Description]]:
    """By struct the descriptions whose versions its fields are read at, each once: that of the
    section, and those of the subsections that it lies in."""
    found: dict[str, list[Description]] = {}

    def below(fields: Iterable[Field], head: Description) -> None:
        for field in fields:
            struct = field.kind.wire_struct(device)
            known = found.setdefault(struct.name, []) if struct is not None else []
            if struct is not None and not any(item is head for item in known):
                known.append(head)
                inside(struct, head)

    def inside(owner: Device | Struct, head: Description) -> None:
        below(owner.fields, head)
        for subsection in owner.subsections:
            below(subsection.fields, subsection.description)

    inside(device, device.description)
    return found


def versioned(device: Device) -> dict[str, Description]:
    """The structs that have such a field, however deep, each with the description whose version
    they follow."""
    found: dict[str, Description] = {}
    for node in device.structs:  # each after what it is made of
        if node.path:
            continue
        inside = (field.kind.wire_struct(device) for field in node.fields)
        follows = any(struct is not None and struct.name in found for struct in inside)
        for head in device.heads.get(node.name, [device.description]):
            if follows or any(comes_or_goes(field, head) for field in node.fields):
                found.setdefault(node.name, head)
    return found


def head_of(device: Device, owner: Device | Struct, field: Field) -> Description | None:
    """The description whose versions `since=` and `until=` of a field are; None where it is there
    in all of them."""
    for subsection in owner.subsections:
        if any(item is field for item in subsection.fields):
            return subsection.description
    return device.description if owner is device else device.versioned.get(owner.name)


def gated(device: Device, owner: Device | Struct, field: Field) -> bool:
    """Whether a section or subsection may lack a field that is in it otherwise."""
    head = head_of(device, owner, field)
    return field.needed is not None or (head is not None and comes_or_goes(field, head))


def spans(device: Device, field: Field, head: Description) -> list[tuple[int, int]]:
    """The versions of `head` that load and have a field, from the first to the last of each span.

    In a span a struct has the same fields; of what is the same in all versions there is one span.
    """
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
