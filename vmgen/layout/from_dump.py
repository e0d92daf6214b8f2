# SPDX-License-Identifier: GPL-2.0-or-later
"""From a device in a `-dump-vmstate` to its layout (vmstate-wire.md section 14).

A dump has names, versions, gates and sizes in memory. It does not say what kind of number a field
is, how many elements of a counted array there are, nor when a subsection is sent; so a layout from
a dump has `Untold` elements, and conditions that are unknown.
"""

from __future__ import annotations

from vmgen.layout.body import Body, Element, Nested, WireField, WireSubsection
from vmgen.layout.element import Untold
from vmgen.layout.errors import LayoutError
from vmgen.layout.members import Json, number, objects, parse_json, text

_MACHINE = "vmschkmachine"
"""What each dump begins with: the machine that was asked, which is no device."""


def bodies(data: bytes) -> dict[str, Body]:
    """The layouts of all devices of a dump, by QOM type; `LayoutError` for what no QEMU writes."""
    members = parse_json(data)
    if not isinstance(members, dict) or not isinstance(members.get(_MACHINE), dict):
        raise LayoutError(f"has no `{_MACHINE}`, which each dump begins with")
    found = {}
    for name, device in members.items():
        if name == _MACHINE:
            continue
        if not isinstance(device, dict):
            raise LayoutError(f"{name[:80]}: it is no object")
        try:
            found[name] = from_dump(device)
        except RecursionError:
            raise LayoutError(f"{name[:80]}: it is nested too deep") from None
    return found


def from_dump(device: Json) -> Body:
    """The layout of one device of a dump: the object below a QOM type's name.

    `LayoutError`, naming the place, for what no QEMU writes.
    """
    name = text(device, "Name", "the device")
    body = _body(_object(device, "Description", name), name)
    versions = {
        "version_id": body.version_id,
        "minimum_version_id": body.minimum_version_id,
    }
    for key, version in versions.items():
        if number(device, key, name) != version:
            raise LayoutError(f"{name}: its {key} is not that of its description")
    return body


def _body(members: Json, path: str) -> Body:
    name = text(members, "name", path)
    return Body(
        name,
        number(members, "version_id", path),
        number(members, "minimum_version_id", path),
        tuple(_field(field, path) for field in objects(members, "Fields", path)),
        tuple(
            WireSubsection(_body(item, f"{path}, subsection {index}"), "unknown")
            for index, item in enumerate(objects(members, "Subsections", path))
        ),
        stub="Fields" not in members,
    )


def _field(members: Json, path: str) -> WireField:
    name = text(members, "field", path)
    path = f"{path}.{name}"
    size = number(members, "size", path)
    element: Element = Untold(size)
    if "Description" in members:
        element = Nested("struct", _body(_object(members, "Description", path), path), size)
    tested = members.get("field_exists")
    if type(tested) is not bool:
        raise LayoutError(f"{path[:80]}: its field_exists is neither true nor false")
    return WireField(
        key=name,
        name=name,
        element=element,
        count=number(members, "num", path) if "num" in members else None,
        since=number(members, "version_id", path),
        tested=tested,
    )


def _object(members: Json, key: str, path: str) -> Json:
    value = members.get(key)
    if not isinstance(value, dict):
        raise LayoutError(f"{path[:80]}: its {key} is no object")
    return value
