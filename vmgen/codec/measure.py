# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the fields of a section lie, whatever their values: what the layout says of its bytes.

`Loader` stops at what a device refuses. This goes on: nothing is checked but that the data is long
enough, so that it can say how long a section would be, and where a spec leads in a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from struct import unpack
from typing import Any

from vmgen.codec.leaves import owners, shaped
from vmgen.codec.rows import code_of, rows_of
from vmgen.codec.save import Span
from vmgen.layout import NULL, NULL_POINTER, SUBSECTION, Body, Nested, Number, WireField
from vmgen.layout.outgoing import as_named


class UnknownCountError(Exception):
    """An array is counted by `key`, which does not travel and was not given."""

    def __init__(self, key: str, field: WireField, at: int) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.at = at


class OverrunError(Exception):
    """The data ends within the last of `spans`."""


def _asks(layout: Body) -> bool:
    """Whether a field of the section is there only if, or one of a struct by more than numbers of
    that itself."""
    gates = [
        (owner, field.needed)
        for owner in owners(layout)
        for field in owner.body.all_fields
        if field.needed is not None
    ]
    return any(
        not owner.keys or any(source.inside for _, source in needed.sources)
        for owner, needed in gates
    )


def _among(field: WireField, values: list[Any], now: list[Any]) -> list[Any]:
    """What arrived of an array among what is there."""
    before, _ = field.unsent
    return [*now[:before], *values, *now[before + len(values) :]]


class Measure:
    """Walks the data of one section. `known` are counts that do not travel, `reset` the values of
    a reset device, for those of structs.

    `spans` is what lies where, in wire order, if it is wanted (arrays of structs of single numbers
    as one each); `steps` how many fields were looked at, by which a caller that tries many can
    stop.
    """

    def __init__(self, data: bytes, reset: Mapping[str, Any], *, wanted: bool = False) -> None:
        self._data = data
        self._reset = reset
        self._wanted = wanted
        self._known: Mapping[str, Any] = {}
        self._at = 0
        self._mirrored = False
        self._asked = False
        self._sizes: dict[int, int | None] = {}
        self._asks: dict[int, bool] = {}
        self.spans: list[Span] = []
        self.steps = 0
        self.present: dict[str, tuple[bool, ...]] = {}
        """By what says which pointers of arrays are not null: what was given, or found."""
        self.doubts = 0
        """Bytes that may be a null pointer, or begin an element."""
        self._objects = 0

    def end(self, layout: Body, version: int, known: Mapping[str, Any], objects: int = 0) -> int:
        """The offset behind the section. `UnknownCountError`, `OverrunError`.

        Where it is not known which pointers are null, a byte that may be one is: but for those
        whose bits are set in `objects`, the first that is met by the lowest.
        """
        self._known, self._at, self._mirrored = known, 0, False
        self.present, self.doubts, self._objects = {}, 0, objects
        if id(layout) not in self._asks:
            self._asks[id(layout)] = _asks(layout)
        self._asked = self._asks[id(layout)]
        self.spans.clear()
        self._part(layout, version, self._reset, "", {}, True)
        return self._at

    def _part(
        self,
        body: Body,
        version: int,
        now: Mapping[str, Any],
        path: str,
        found: dict[str, Any],
        device: bool,
    ) -> None:
        """A description or one of its subsections; `found` are the numbers that it holds."""
        for field in body.fields:
            if not (field.known(version) and self._there(field, body, found, now, device)):
                continue
            self.steps += 1
            count = 1 if field.count is None else field.count
            if field.counted:
                count = field.many(self._count(field, found, now, device))
            self._field(field, count, now, path, found, version)
        while (header := self._subsection(body)) is not None:
            inner, length = header
            self._span(Span(inner.name, self._at, length))
            self._part(inner, inner.version_id, now, path, found, device)

    def _count(
        self, field: WireField, found: Mapping[str, int], now: Mapping[str, Any], device: bool
    ) -> int:
        key = field.counted
        if key in found:
            return found[key]
        if not device:
            return int(now[key])
        if key not in self._known:
            raise UnknownCountError(key, field, self._at)
        return int(self._known[key])

    def _there(
        self,
        field: WireField,
        body: Body,
        found: Mapping[str, int],
        now: Mapping[str, Any],
        device: bool,
    ) -> bool:
        """Whether its condition lets a field come next."""
        if field.needed is None:
            return True
        known = self._known if device else {}
        return field.needed.holds({**now, **known, **found})

    def _field(
        self,
        field: WireField,
        count: int,
        now: Mapping[str, Any],
        path: str,
        found: dict[str, Any],
        version: int,
    ) -> None:
        element, place = field.element, f"{path}{field.key or field.name}"
        if field.present:
            self._pointers(field, count, now, path, found, version)
            return
        if isinstance(element, Nested):
            held = element.held
            inner = held.body
            array = field.count is not None and rows_of(element) is not None
            plain = not (held.versioned or self._asked)
            whole = plain and (array or not self._wanted)
            size = self._fixed(inner) if whole else None
            if size is not None:
                self._span(Span(place, self._at, size, count, element))
                return
            states = now[field.key]
            around, self._mirrored = self._mirrored, self._mirrored or held is not element
            made: list[Any] = []
            for index in range(count):
                below = place if field.count is None else f"{place}[{index}]"
                state = (
                    states
                    if field.count is None
                    else states[min(field.unsent[0] + index, len(states) - 1)]
                )
                if self._mirrored and inner.absent:
                    state = {**state, **dict(inner.absent)}
                inside: dict[str, Any] = {}
                self._part(inner, held.version(version), state, f"{below}.", inside, False)
                made.append({**state, **inside})
            self._mirrored = around
            if field.count is None:
                found[field.key] = made[0]
            elif self._asked:
                found[field.key] = _among(field, made, states)
            return
        at = self._at
        self._span(Span(place, at, element.size, count, element))
        if isinstance(element, Number) and field.count is None and field.key:
            data, signed = self._data[at : self._at], element.scalar.signed
            found[field.key] = as_named(field, int.from_bytes(data, "big", signed=signed))
        elif isinstance(element, Number) and field.key in now and self._asked:
            code, data = f">{count}{code_of(element)}", self._data[at : self._at]
            values = [as_named(field, number) for number in unpack(code, data)]
            flat = [item for row in now[field.key] for item in row] if field.columns else None
            found[field.key] = shaped(field, _among(field, values, flat or now[field.key]))

    def _pointers(
        self,
        field: WireField,
        count: int,
        now: Mapping[str, Any],
        path: str,
        found: dict[str, Any],
        version: int,
    ) -> None:
        """The elements of an array of pointers, one by one."""
        told = self.present.get(field.present) or self._known.get(field.present) or ()
        there = list(told)
        for index in range(count):
            if index == len(there):
                there.append(self._is_there())
            key = f"{field.key}[{index}]"
            if there[index]:
                one = replace(field, key=key, count=None, counted="", present="")
                self.steps += 1
                self._field(one, 1, {key: now[field.key][index]}, path, found, version)
            else:
                self._span(Span(f"{path}{key}", self._at, len(NULL), 1, NULL_POINTER))
        self.present[field.present] = tuple(there)

    def _is_there(self) -> bool:
        """Whether an element begins here, and no null pointer."""
        if not self._data.startswith(NULL, self._at):
            return True
        self.doubts += 1
        return bool(self._objects >> self.doubts - 1 & 1)

    def _span(self, span: Span) -> None:
        if self._wanted and span.count:
            self.spans.append(span)
        self._at += span.width * span.count
        if self._at > len(self._data):
            raise OverrunError

    def _subsection(self, body: Body) -> tuple[Body, int] | None:
        """The subsection that is announced here, and the length of its header."""
        data, at = self._data, self._at
        if not body.subsections or at + 1 >= len(data) or data[at] != SUBSECTION:
            return None
        name = data[at + 2 : at + 2 + data[at + 1]]
        for item in body.subsections:
            if item.body.name.encode() == name:
                return item.body, len(name) + 6
        return None

    def _fixed(self, body: Body) -> int | None:
        """Bytes of a description that always takes as many; None if it may take others."""
        if id(body) not in self._sizes:
            self._sizes[id(body)] = self._added(body)
        return self._sizes[id(body)]

    def _added(self, body: Body) -> int | None:
        size = 0
        for field in body.at(body.version_id):
            element = field.element
            one = self._fixed(element.inner) if isinstance(element, Nested) else element.size
            if one is None or field.counted or field.present or field.needed is not None:
                return None
            size += one * (1 if field.count is None else field.count)
        return None if body.subsections else size
