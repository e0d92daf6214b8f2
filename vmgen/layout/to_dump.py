# SPDX-License-Identifier: GPL-2.0-or-later
"""Layouts in the shape of QEMU's `-dump-vmstate` (vmstate-wire.md section 14)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from vmgen.layout.body import Body, Nested, WireField, flat, opens

_POINTER = 8
"""Bytes of what an array of pointers has of each element."""


def dump(layouts: Mapping[str, Body], machine: str) -> dict[str, Any]:
    """The dump of these layouts by QOM type name, as if `machine` had made it."""
    types = {name: to_dump(body, name) for name, body in layouts.items()}
    return {"vmschkmachine": {"Name": machine}, **types}


def dump_text(dumped: dict[str, Any]) -> str:
    """A dump as QEMU prints it: two spaces, and an empty list on three lines."""
    text = json.dumps(dumped, indent=2)
    return re.sub(r'^( *)("\w+": )\[\]', r"\1\2[\n\n\1]", text, flags=re.MULTILINE) + "\n"


def to_dump(body: Body, type_name: str) -> dict[str, Any]:
    """One device. Register structs are opened, as the C device has their fields itself."""
    return {
        "Name": type_name,
        "version_id": body.version_id,
        "minimum_version_id": body.minimum_version_id,
        "Description": _description(body),
    }


def _description(body: Body) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": body.name,
        "version_id": body.version_id,
        "minimum_version_id": body.minimum_version_id,
    }
    if not body.stub:
        described["Fields"] = [_field(field) for field in flat(body)]
    subsections = list(_subsections(body))
    if subsections:
        described["Subsections"] = [_description(item) for item in subsections]
    return described


def _subsections(body: Body) -> Iterator[Body]:
    """Those of register structs that are opened come first: they travel before the device's own."""
    for field in body.fields:
        if opens(field):
            assert isinstance(field.element, Nested)
            yield from _subsections(field.element.inner)
    yield from (item.body for item in body.subsections)


def _field(field: WireField) -> dict[str, Any]:
    described: dict[str, Any] = {
        "field": field.name,
        "version_id": field.since,
        "field_exists": field.tested,
    }
    if field.count is not None and not field.counted and field.in_memory is None:
        described["num"] = field.count
    described["size"] = field.element.memory if field.in_memory is None else field.in_memory
    if field.present:
        described["size"] = _POINTER
    if isinstance(field.element, Nested):
        described["Description"] = _description(field.element.inner)
    return described
