# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a struct has arrived, as conditions of the fields behind it see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from vmgen.codec.leaves import shaped
from vmgen.codec.rows import Found
from vmgen.layout import Body, Nested, WireField
from vmgen.layout.outgoing import as_named, outgoing


class Arrived(Mapping[str, Any]):
    """Numbers as they are on the wire, by key; `now` is what a mirror has of the others."""

    def __init__(
        self, body: Body, found: Found, now: Mapping[str, Any], *, mirrored: bool = False
    ) -> None:
        self._body = body
        self._found = found
        self._now = now
        self._mirrored = mirrored

    def __getitem__(self, key: str) -> Any:
        field = next(item for item in self._body.all_fields if item.key == key)
        held = self._found.get(key)
        values = list(held.values) if held is not None else []
        if isinstance(field.element, Nested):
            return self._inside(field, field.element.inner, values)
        if field.count is None:
            values = values or outgoing(field, self._now)
            return as_named(field, values[0])
        now = outgoing(replace(field, counted=""), self._now)
        # None stands for a null pointer, which leaves what is there.
        known = [old if new is None else new for new, old in zip(values, now, strict=False)]
        numbers = [as_named(field, item) for item in (*known, *now[len(values) :])]
        before, _ = field.unsent
        return shaped(field, [*[0] * before, *numbers])

    def _inside(self, field: WireField, body: Body, values: list[Found]) -> Any:
        """The same of a struct in it, or of each of an array."""
        live = self._now[field.key]
        states = [live] if field.count is None else live
        absent = dict(body.absent) if self._mirrored else {}
        pairs: Iterator[tuple[Found, Mapping[str, Any]]]
        pairs = zip_longest([*[{}] * field.unsent[0], *values], states, fillvalue={})
        made = [
            Arrived(body, found, {**now, **absent}, mirrored=self._mirrored) for found, now in pairs
        ]
        return made[0] if field.count is None else made

    def __iter__(self) -> Iterator[str]:
        return (field.key for field in self._body.all_fields)

    def __len__(self) -> int:
        return len(self._body.all_fields)
