# SPDX-License-Identifier: GPL-2.0-or-later
"""From what a stream says of a section to the section's layout (vmstate-wire.md sections 10 to 13).

It is checked before any byte is looked at: every size is in the description, so struct by struct
and subsection by subsection they must add up.
"""

from __future__ import annotations

from functools import lru_cache

from vmgen.layout.body import (
    Body,
    Element,
    Entries,
    Nested,
    WireField,
    WireSubsection,
    header,
)
from vmgen.layout.element import Padding, Raw, Timer, whole
from vmgen.layout.errors import LayoutError
from vmgen.layout.infos import LISTS, NUMBERS, TIMER, TREE, UNUSED
from vmgen.layout.members import Json, groups, number, objects, text
from vmgen.layout.scalars import SCALARS

DEEPEST = 64
"""Structs within structs; QEMU's own are four deep."""


def from_stream(description: Json) -> Body:
    """The layout of one device entry, or of any VMSD object, of a description.

    Of a list with several entries the keys repeat (vmgen.layout.members). `LayoutError`, naming
    the field, if it does not add up.
    """
    name = description.get("name", description.get("vmsd_name", ""))
    name = name if isinstance(name, str) and name.isprintable() else "?"
    body = _body(description, name, 0)
    size = written(body)
    if "size" in description and size != number(description, "size", name):
        raise LayoutError(f"{name}: {size} bytes, described {description['size']}")
    return body


def described(description: Json, depth: int = 0) -> int:
    """Bytes on the wire of a device entry, or of any VMSD object, as its fields say.

    What these are, and whether they add up in themselves, is not looked at. `LayoutError` where
    they do not say how long they are.
    """
    if depth > DEEPEST:
        raise LayoutError(f"structs are nested deeper than {DEEPEST}")
    size = 0
    for member in objects(description, "fields", ""):
        size += number(member, "size", "") * number(member, "array_len", "", 1)
    for member in objects(description, "subsections", ""):
        name, version = text(member, "vmsd_name", ""), number(member, "version", "", 0)
        size += len(header(name, version)) + described(member, depth + 1)
    return size


def written(body: Body) -> int:
    """Bytes on the wire of a layout that a stream told: all that is in it was sent."""
    size = sum([field.size for field in body.fields])
    for item in body.subsections:
        size += len(header(item.body.name, item.body.version_id)) + written(item.body)
    return size


@lru_cache(maxsize=1 << 14)
def _leaf(name: str, info: str, size: int, count: int | None, index: int | None) -> WireField:
    """A field without fields of its own; the same words always say the same."""
    return WireField(name, name, _element(info, size), count, index=index, info=info)


@lru_cache(maxsize=1 << 10)
def _element(info: str, size: int) -> Element:
    scalar = NUMBERS.get(info)
    if scalar is not None and SCALARS[scalar].size == size:
        return Timer(size) if info == TIMER else whole(scalar)
    return Padding(size) if info == UNUSED else Raw(size)


def _body(members: Json, path: str, depth: int) -> Body:
    if depth > DEEPEST:
        raise LayoutError(f"structs are nested deeper than {DEEPEST} at {path[:80]}")
    name = text(members, "vmsd_name", path, "")
    version = number(members, "version", path, 0)
    fields = [_field(member, path, depth) for member in objects(members, "fields", path)]
    subsections = [
        WireSubsection(_body(member, text(member, "vmsd_name", path), depth + 1), "unknown")
        for member in objects(members, "subsections", path)
    ]
    return Body(name, version, version, tuple(fields), tuple(subsections))


def _field(members: Json, path: str, depth: int) -> WireField:
    name = text(members, "name", path)
    path = f"{path}.{name}"
    count = number(members, "array_len", path) if "array_len" in members else None
    index = number(members, "index", path) if "index" in members else None
    info = text(members, "type", path)
    size = number(members, "size", path)
    if count is not None or index is not None:
        path = f"{path}[{0 if index is None else index}]"
    element: Element | None = None
    if "struct" in members:
        struct = members["struct"]
        if not isinstance(struct, dict):
            raise LayoutError(f"{path}: its struct is no object")
        element = _nested(_body(struct, path, depth + 1), size, path)
    else:
        inside = tuple(_body(group, path, depth + 1) for group in groups(members))
        if info in LISTS or info == TREE:
            element = _entries(info, inside, size) if count is None else None
        elif len(inside) == 1:
            element = _nested(inside[0], size, path)
    if element is None:
        return _leaf(name, info, size, count, index)
    return WireField(name, name, element, count, index=index, info=info)


def _nested(body: Body, size: int, path: str) -> Nested:
    """A struct, or one element of an array of structs."""
    if written(body) != size:
        raise LayoutError(f"{path}: {written(body)} bytes, described {size}")
    return Nested("struct", body, 0, sent=size)


def _entries(info: str, bodies: tuple[Body, ...], size: int) -> Entries | None:
    """A list or tree of these entries, None if they do not take `size` bytes."""
    count, held = len(bodies), sum(map(written, bodies))
    if info in LISTS:
        return Entries("list", bodies, size) if size == held + count + 1 else None
    if count % 2 == 0 and size == 4 + count // 2 + held + 1:
        return Entries("pairs", bodies, size)
    return Entries("numbered", bodies, size) if size == 4 + 9 * count + held + 1 else None
