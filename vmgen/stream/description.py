# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON description that QEMU appends to a stream ("vmdesc").

Source: reference vmstate-wire.md section 13. Objects become dicts; where keys repeat (lists and
trees write one `vmsd_name`, `version`, `fields` group per element into one object) the dict holds
the last and `Members.pairs` all of them, in order.
"""

from __future__ import annotations

import json
from typing import Any

from vmgen.stream.errors import Mismatch, StreamError

Json = dict[str, Any]

GROUP_KEYS = frozenset(("vmsd_name", "version", "fields", "subsections"))


class Members(dict[str, Any]):
    """An object of the description whose keys repeat."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class Description:
    """The whole description: `page_size` in bytes (None if absent) and its `devices`, in order."""

    def __init__(self, members: Json, page_size: int | None, devices: list[Json]) -> None:
        self.members = members
        self.page_size = page_size
        self.devices = devices
        self._waiting: dict[tuple[str, int], list[Json]] = {}
        for device in reversed(devices):
            self._waiting.setdefault(_identity(device), []).append(device)

    def knows(self, name: str, instance_id: int) -> bool:
        """Whether an entry of this name and instance is described."""
        return (name, instance_id) in self._waiting

    def fresh(self) -> Description:
        """The same description with every entry still to be found."""
        return Description(self.members, self.page_size, self.devices)

    def find(self, name: str, instance_id: int) -> Json | None:
        """The entry of the next section of this name and instance; each is found once."""
        waiting = self._waiting.get((name, instance_id))
        return waiting.pop() if waiting else None


def parse_json(text: bytes) -> Any:
    """JSON with repeated keys kept. Raises Mismatch, one line, if it is none."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise Mismatch("is nested too deep") from None
    except ValueError as error:
        raise Mismatch(f"is no JSON: {error}") from None


def parse_description(text: bytes, offset: int, path: str) -> Description:
    """The description whose JSON lies at `offset` of the stream `path`.

    Raises StreamError if it is no JSON or not of the shape of a description.
    """
    try:
        members = parse_json(text)
        if not isinstance(members, dict):
            raise Mismatch("is no JSON object")
        devices = members.get("devices")
        if not isinstance(devices, list) or not all(isinstance(item, dict) for item in devices):
            raise Mismatch("has no list of devices")
        page_size = members.get("page_size")
        if page_size is not None and not (
            type(page_size) is int
            and 1 << 8 <= page_size <= 1 << 24
            and page_size & (page_size - 1) == 0
        ):
            raise Mismatch(f"has a page size of {str(page_size)[:20]}")
    except Mismatch as error:
        raise StreamError(offset, f"the description {error}", path) from None
    return Description(members, page_size, devices)


def groups(members: Json) -> list[Json]:
    """The VMSD groups that were written directly into a field's object, one per element."""
    if "fields" not in members and "vmsd_name" not in members:
        return []
    if not isinstance(members, Members):
        return [{key: value for key, value in members.items() if key in GROUP_KEYS}]
    found: list[Json] = []
    for key, value in members.pairs:
        if key == "vmsd_name":
            found.append({})
        if key in GROUP_KEYS and found:
            found[-1][key] = value
    return found


def _object(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Members(pairs)


def _identity(device: Json) -> tuple[str, int]:
    name, instance = device.get("name"), device.get("instance_id")
    if not isinstance(name, str) or type(instance) is not int:
        return ("", -1)
    return (name, instance & 0xFFFFFFFF)
