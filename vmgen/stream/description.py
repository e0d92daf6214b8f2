# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON description that QEMU appends to a stream ("vmdesc").

Source: reference vmstate-wire.md section 13. What it says of a section is a layout:
vmgen.layout.from_stream.
"""

from __future__ import annotations

from functools import lru_cache

from vmgen.layout import LayoutError
from vmgen.layout.members import Json, parse_json
from vmgen.stream.errors import StreamError

_LONGEST_KEPT = 1 << 18
"""Bytes of a description that is kept for the next stream: streams of a machine say the same."""


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


def parse_description(text: bytes, offset: int, path: str) -> Description:
    """The description whose JSON lies at `offset` of the stream `path`.

    Raises StreamError if it is no JSON or not of the shape of a description.
    """
    try:
        members = _kept(text) if len(text) <= _LONGEST_KEPT else parse_json(text)
        if not isinstance(members, dict):
            raise LayoutError("is no JSON object")
        devices = members.get("devices")
        if not isinstance(devices, list) or not all(isinstance(item, dict) for item in devices):
            raise LayoutError("has no list of devices")
        page_size = members.get("page_size")
        if page_size is not None and not (
            type(page_size) is int
            and 1 << 8 <= page_size <= 1 << 24
            and page_size & (page_size - 1) == 0
        ):
            raise LayoutError(f"has a page size of {str(page_size)[:20]}")
    except LayoutError as error:
        raise StreamError(offset, f"the description {error}", path) from None
    return Description(members, page_size, devices)


_kept = lru_cache(maxsize=4)(parse_json)


def _identity(device: Json) -> tuple[str, int]:
    name, instance = device.get("name"), device.get("instance_id")
    if not isinstance(name, str) or type(instance) is not int:
        return ("", -1)
    return (name, instance & 0xFFFFFFFF)
