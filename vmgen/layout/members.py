# SPDX-License-Identifier: GPL-2.0-or-later
"""Members of the JSON objects with which QEMU describes devices; anything may be in them.

Keys repeat where the entries of a list are described (vmstate-wire.md section 13): one `vmsd_name`,
`version`, `fields` group per entry is written into one object. Objects become dicts; where keys
repeat, the dict holds the last and `Members.pairs` all of them, in order.
"""

from __future__ import annotations

import json
from typing import Any

from vmgen.layout.errors import LayoutError

Json = dict[str, Any]

GROUP_KEYS = frozenset(("vmsd_name", "version", "fields", "subsections"))


class Members(dict[str, Any]):
    """An object of the description whose keys repeat."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def parse_json(data: bytes) -> Any:
    """JSON with repeated keys kept. Raises LayoutError, one line, if it is none."""
    try:
        return json.loads(data, object_pairs_hook=_object)
    except RecursionError:
        raise LayoutError("is nested too deep") from None
    except ValueError as error:
        raise LayoutError(f"is no JSON: {error}") from None


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


def objects(members: Json, key: str, path: str) -> list[Json]:
    """A list of objects; none where the member is absent."""
    value = members.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise LayoutError(f"{path[:80]}: its {key} are no list of objects")
    return value


def number(members: Json, key: str, path: str, absent: int | None = None) -> int:
    """A number that is no less than 0, and less than 2^63."""
    value: Any = members.get(key, absent)
    if type(value) is not int or value < 0 or value >= 1 << 63:
        raise LayoutError(f"{path[:80]}: its {key} is no number")
    return value


def text(members: Json, key: str, path: str, absent: str | None = None) -> str:
    """A text that can be printed."""
    value: Any = members.get(key, absent)
    if not isinstance(value, str) or not value.isprintable():
        raise LayoutError(f"{path[:80]}: its {key} is no printable text")
    return value


def _object(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Members(pairs)
