# SPDX-License-Identifier: GPL-2.0-or-later
"""Saving: the bytes that QEMU's engine writes for a state (vmstate-wire.md sections 5, 8, 10)."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from typing import Any

from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.rows import Rows, code_of, rows_of
from vmgen.layout import (
    NULL,
    NULL_POINTER,
    Body,
    Element,
    Nested,
    Padding,
    WireField,
    WireSubsection,
    header,
)
from vmgen.layout.outgoing import numbers_sent, outgoing
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Where a field's elements, or a subsection's header, lie in a section."""

    path: str
    offset: int
    width: int
    """Bytes of one element."""
    count: int = 1
    element: Element | None = None
    """None for a header."""

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + self.width * self.count


def opened(areas: Iterable[Span]) -> Iterator[Span]:
    """The fields of areas, those of structs that are saved as a whole one by one."""
    for area in areas:
        rows = rows_of(area.element)
        if rows is None:
            yield area
        else:
            for index in range(area.count):
                yield from _row(area, rows, index)


def row_of(area: Span, index: int) -> Iterator[Span]:
    """The fields of one struct of such an area."""
    rows = rows_of(area.element)
    assert rows is not None
    return _row(area, rows, index)


def _row(area: Span, rows: Rows, index: int) -> Iterator[Span]:
    start = area.offset + area.width * index
    for field, at in zip(rows.fields, rows.starts, strict=True):
        path = f"{area.path}[{index}].{field.key or field.name}"
        yield Span(path, start + at, field.element.size, 1, field.element)


@dataclass(frozen=True, slots=True)
class End:
    """Where the fields of a description end, and its subsections are looked for."""

    path: str
    """Of the description, with a dot behind it; empty for the section."""
    body: Body
    offset: int


class Saver:
    """Writes one section from the values of a state.

    `sent` are the names of the device's subsections to send; with None their conditions decide.
    `methods` are those to send of which only the author's method knows, at any depth. `older` are
    the versions of subsections, at any depth, that are saved as an older device does. `places` says
    it for each struct by itself, by its path and the name: elements of an array may differ.
    """

    def __init__(
        self,
        sent: Collection[str] | None = None,
        methods: Collection[str] | None = None,
        older: Mapping[str, int] | None = None,
        places: Collection[str] | None = None,
    ) -> None:
        self.data = bytearray()
        self.areas: list[Span] = []
        """What lies where; an array of structs that is saved as a whole is one."""
        self.ends: list[End] = []
        """Of the descriptions that have subsections."""
        self.asked: int | None = None
        """Where an author's method was asked first: what follows lies where it does by its word."""
        self._sent = sent
        self._older = older or {}
        self._methods = (sent or ()) if methods is None else methods
        self._places = places

    @property
    def spans(self) -> list[Span]:
        """Where each field lies."""
        return list(opened(self.areas))

    def body(self, body: Body, version: int, live: Mapping[str, Any]) -> None:
        """The section: a description at a version, with its subsections at their own."""
        self._body(body, version, live, "", self._sent)

    def _body(
        self,
        body: Body,
        version: int,
        live: Mapping[str, Any],
        path: str,
        sent: Collection[str] | None = None,
    ) -> None:
        for field in body.fields:
            place = f"{path}{field.key or field.name}"
            if _overrun(field, live):
                message = f"{field.counted} is {live[field.counted]}, above {field.fits}: QEMU ends"
                raise WireError(ErrorClass.SAVE_VALIDATION, len(self.data), place, message)
            if field.known(version) and (field.needed is None or field.needed.holds(live)):
                self._field(field, live, place, version)
        if body.subsections:
            self.ends.append(End(path, body, len(self.data)))
        for item in body.subsections:
            name = item.body.name
            version_id = self._older.get(name, item.body.version_id)
            if self._needed(item, live, path) if sent is None else name in sent:
                announced = header(name, version_id)
                self.areas.append(Span(name, len(self.data), len(announced)))
                self.data += announced
                self._body(item.body, version_id, live, path)

    def _needed(self, item: WireSubsection, live: Mapping[str, Any], path: str) -> bool:
        match item.condition:
            case "muldiv":
                return (live["multiplier"], live["divider"]) != (1, 1)
            case "flag":
                return bool(live[item.flag])
            case "expression":
                assert item.expression is not None
                return item.expression.holds(live)
            case "changed":
                pairs = zip(item.body.fields, item.resets, strict=True)
                return any(numbers_sent(field, live) != list(reset) for field, reset in pairs)
            case "method":
                self.asked = len(self.data) if self.asked is None else self.asked
                name = item.body.name
                return (
                    name in self._methods if self._places is None else path + name in self._places
                )
        return True

    def _field(self, field: WireField, live: Mapping[str, Any], path: str, version: int) -> None:
        element = field.element
        if isinstance(element, Padding):
            count = field.many(int(live[field.counted])) if field.counted else 1
            self.areas.append(Span(path, len(self.data), element.size, count, element))
            self.data += bytes(element.size * count)
            return
        values = outgoing(field, live)
        if not values:
            return
        if field.present:
            self._pointers(
                field, list(zip(values, live[field.present], strict=False)), path, version
            )
            return
        rows = rows_of(element) if field.count is not None else None
        if rows is not None:
            self.areas.append(Span(path, len(self.data), element.size, len(values), element))
            self.data += _packed(rows, values)
            return
        if isinstance(element, Nested):
            for index, item in enumerate(values):
                place = path if field.count is None else f"{path}[{index}]"
                self._nested(element, item, place, version)
            return
        self.areas.append(Span(path, len(self.data), element.size, len(values), element))
        code = code_of(element)
        if code == "B":
            self.data += bytes(values)
        elif values.count(values[0]) == len(values):
            self.data += struct.pack(f">{code}", values[0]) * len(values)
        else:
            self.data += struct.pack(f">{len(values)}{code}", *values)

    def _nested(self, element: Nested, value: Mapping[str, Any], path: str, version: int) -> None:
        """A struct. A wrapper writes nothing but its mirror."""
        held = element.held
        self._body(held.body, held.version(version), value, f"{path}.")

    def _pointers(
        self, field: WireField, values: Sequence[tuple[Any, bool]], path: str, version: int
    ) -> None:
        """The elements of an array of pointers, each with whether it is there."""
        element = field.element
        for index, (value, there) in enumerate(values):
            place = f"{path}[{index}]"
            if there and isinstance(element, Nested):
                self._nested(element, value, place, version)
                continue
            what = element if there else NULL_POINTER
            self.areas.append(Span(place, len(self.data), what.size, 1, what))
            self.data += struct.pack(f">{code_of(element)}", value) if there else NULL


def _overrun(field: WireField, live: Mapping[str, Any]) -> bool:
    """Whether a count is above its array, at which QEMU ends; that of a queue never is."""
    if field.fits is None or field.companion is not None:
        return False
    return int(live[field.counted]) > field.fits


def _packed(rows: Rows, values: Sequence[Mapping[str, Any]]) -> bytes:
    """All elements of an array, field by field as each would be alone."""
    columns = []
    for field in rows.arrays:
        column = {field.key: [item[field.key] for item in values]}
        columns.append(outgoing(field, column))
    return b"".join(starmap(rows.code.pack, zip(*columns, strict=True)))
