# SPDX-License-Identifier: GPL-2.0-or-later
"""What no section has shown: where a spec could say something else and nothing would be noticed.

Sections that agree say only something of what is in them. A subsection that was never sent, a FIFO
that was always empty, a field that always had its reset value could each be wrong.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import count, takewhile
from typing import Any

from vmgen.codec import Codec
from vmgen.codec.save import Span, row_of
from vmgen.layout import (
    SCALARS,
    Body,
    Nested,
    Number,
    Padding,
    Ring,
    Timer,
    WireField,
    WireSubsection,
    bare,
)
from vmgen.layout.outgoing import outgoing, sent
from vmgen.values import dataclass

_ELEMENT = re.compile(r"(.*)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Unseen:
    """By kind what was never seen; paths have no indices. Empty where all was."""

    versions: tuple[str, ...] = ()
    """Between the oldest and the newest: `1`, `3..=5`; of a subsection `1 of pl011/clock`."""
    never_sent: tuple[str, ...] = ()
    """Subsections."""
    always_sent: tuple[str, ...] = ()
    """Subsections with a condition that was always true."""
    always_empty: tuple[str, ...] = ()
    """FIFOs and counted arrays."""
    never_full: tuple[str, ...] = ()
    """FIFOs and counted arrays that did hold something; other arrays with their extent."""
    either_end: tuple[str, ...] = ()
    """FIFOs whose position could be that of the oldest item or of the next free slot as well."""
    absent: tuple[str, ...] = ()
    """Fields that were in no section."""
    at_reset: tuple[str, ...] = ()
    """Fields that travelled, but always with their reset value."""
    top_bit: tuple[str, ...] = ()
    """Other numbers whose highest bit was never set: nothing told signed from unsigned."""

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))


@dataclass(frozen=True, slots=True)
class _Covered:
    """A field at one of its places in a section, and its bytes at reset."""

    field: WireField
    name: str
    """Its path without indices."""
    reset: bytes


class Coverage:
    """What the sections of one device have shown so far."""

    def __init__(self, codec: Codec) -> None:
        self._layout = codec.layout
        self._places: dict[str, _Covered] = {}
        self._columns: dict[str, bytes] = {}
        """By the path of a field in the first struct of an array, its bytes at reset in all."""
        self._rings: dict[str, Ring] = {}
        self._subsections: dict[str, WireSubsection] = {}
        self._copies: Counter[str] = Counter()
        self._walk(codec.layout, codec.reset().model_dump(), "")
        self._versions: dict[str, set[int]] = {"": set()}
        self._skipped: set[str] = set()
        self._met: set[str] = set()
        self._extent: Counter[str] = Counter()
        """By array, how many elements travelled (counted) or had other values than at reset."""
        self._changed: set[str] = set()
        self._topped: set[str] = set()
        self._levels: dict[str, set[str]] = {}
        self._told: set[str] = set()

    def _walk(self, body: Body, live: Mapping[str, Any], path: str) -> None:
        for field in body.fields:
            place = f"{path}{field.key or field.name}"
            if isinstance(field.element, Nested):
                inner = field.element.inner
                for end, value in _elements(field, live):
                    self._walk(inner, value, f"{place}{end}.")
            elif field.key and not isinstance(field.element, Padding):
                numbers = outgoing(replace(field, counted=""), live)
                packed = struct.pack(f">{len(numbers)}{_code(field)}", *numbers)
                self._places[place] = _Covered(field, bare(place), packed)
        self._rings.update({f"{path}{ring.key}": ring for ring in body.rings})
        for item in body.subsections:
            self._subsections[item.body.name] = item
            self._copies[item.body.name] += 1
            self._walk(item.body, live, path)

    def note(self, version: int, data: bytes, spans: Sequence[Span]) -> None:
        """A section in which all sides agree, and where the fields lie in it."""
        self._versions[""].add(version)
        headers = Counter(span.path for span in spans if span.element is None)
        self._skipped.update(
            name for name, copies in self._copies.items() if headers[name] < copies
        )
        for span in spans:
            if span.element is None:
                number = int.from_bytes(data[span.end - 4 : span.end], "big")
                self._versions.setdefault(span.path, set()).add(number)
            elif isinstance(span.element, Nested):
                self._rows(span, data)
            elif (place := self._places.get(span.path)) is not None:
                self._field(place, data, span)
            elif (element := _ELEMENT.fullmatch(span.path)) and element[1] in self._places:
                self._pointed(self._places[element[1]], int(element[2]), data, span)
        by_path = {span.path: span for span in spans} if self._rings else {}
        for path, ring in self._rings.items():
            self._fifo(path, ring, data, by_path)

    def _rows(self, area: Span, data: bytes) -> None:
        """An array of structs of single numbers, as one array per field."""
        for first in row_of(area, 0):
            place = self._places.get(first.path)
            if place is None:
                continue
            self._met.add(place.name)
            if place.name in self._changed and place.name in self._topped:
                continue
            column = _column(data[first.offset : area.end], first.width, area.width)
            if column != self._reset_column(area.path, first.path)[: len(column)]:
                self._changed.add(place.name)
                self._extent[place.name] = 1
            if max(column[:: first.width]) >= 0x80:
                self._topped.add(place.name)

    def _reset_column(self, array: str, first: str) -> bytes:
        if first not in self._columns:
            end = first.removeprefix(f"{array}[0]")
            paths = (f"{array}[{index}]{end}" for index in count())
            found = takewhile(lambda path: path in self._places, paths)
            self._columns[first] = b"".join(self._places[path].reset for path in found)
        return self._columns[first]

    def _field(self, place: _Covered, data: bytes, span: Span) -> None:
        name, width = place.name, span.width
        self._met.add(name)
        if place.field.counted:
            self._extent[name] = max(self._extent[name], span.count)
        seen = 0 if place.field.counted else self._extent[name] * width
        if data[span.offset + seen : span.end] != place.reset[seen : width * span.count]:
            self._changed.add(name)
            if not place.field.counted:
                self._extent[name] = _extent(data[span.offset : span.end], place.reset, width)
        if name not in self._topped and max(data[span.offset : span.end : width]) >= 0x80:
            self._topped.add(name)

    def _pointed(self, place: _Covered, index: int, data: bytes, span: Span) -> None:
        """An element of an array of pointers; a null pointer shows nothing."""
        if not isinstance(span.element, Number | Timer):
            return
        name, width, held = place.name, span.width, data[span.offset : span.end]
        changed = held != place.reset[index * width :][:width]
        self._met.add(name)
        if place.field.counted or changed:
            self._extent[name] = max(self._extent[name], index + 1)
        if changed:
            self._changed.add(name)
        if held[0] >= 0x80:
            self._topped.add(name)

    def _fifo(self, path: str, ring: Ring, data: bytes, spans: Mapping[str, Span]) -> None:
        prefix = path.removesuffix(ring.key)
        keys = [*ring.keys, *filter(None, [ring.modulo])]
        found = {key: span for key in keys if (span := spans.get(f"{prefix}{key}")) is not None}
        if len(found) < len(keys):
            return
        numbers = {key: _numbers(span, data) for key, span in found.items()}
        oldest, length, depth = ring.place(lambda key: numbers[key][0])
        full = min(ring.capacity, depth)
        level = "empty" if not length else "full" if length == full else "between"
        self._levels.setdefault(bare(path), set()).add(level)
        mine, other = ends(oldest, length, depth, ring)
        values = ring.own(numbers[ring.slots])
        told = any(values[at] for at in mine - other) and not any(values[at] for at in other - mine)
        if told or ring.form != "ring" or len(ring.parts) > 2:
            self._told.add(bare(path))

    # -- the answer --------------------------------------------------------------------------------

    def unseen(self) -> Unseen:
        """What none of the sections so far has shown."""
        sent = self._versions.keys()
        names = _names(place.name for place in self._places.values())
        by_name = {place.name: place.field for place in self._places.values()}
        met = [name for name in names if name in self._met]
        # What a FIFO's place and slots hold is told of the FIFO itself.
        parts = {
            f"{path.removesuffix(ring.key)}{key}"
            for path, ring in self._rings.items()
            for key in ring.keys
        }
        parts = {bare(path) for path in parts}
        plain = [name for name in met if name not in parts]
        return Unseen(
            versions=tuple(self._missing_versions()),
            never_sent=tuple(name for name in self._subsections if name not in sent),
            always_sent=tuple(
                name
                for name, item in self._subsections.items()
                if name in sent and name not in self._skipped and item.condition != "always"
            ),
            always_empty=tuple(self._empty(by_name)),
            never_full=tuple(self._not_full(by_name, met, parts)),
            either_end=tuple(
                name
                for name, levels in self._levels.items()
                if levels != {"empty"} and name not in self._told
            ),
            absent=tuple(name for name in names if name not in self._met),
            at_reset=tuple(name for name in plain if name not in self._changed),
            top_bit=tuple(
                name
                for name in met
                if name in self._changed and name not in self._topped and _two_signs(by_name[name])
            ),
        )

    def _missing_versions(self) -> Iterator[str]:
        for name, met in self._versions.items():
            body = self._subsections[name].body if name else self._layout
            for gap in gaps(met, body.minimum_version_id, body.version_id):
                yield f"{gap} of {name}" if name else gap

    def _empty(self, by_name: Mapping[str, WireField]) -> Iterator[str]:
        for name, levels in self._levels.items():
            if levels == {"empty"}:
                yield name
        for name, field in by_name.items():
            if field.counted and not self._extent[name]:
                yield name

    def _not_full(
        self, by_name: Mapping[str, WireField], met: Iterable[str], parts: set[str]
    ) -> Iterator[str]:
        for name, levels in self._levels.items():
            if levels != {"empty"} and "full" not in levels:
                yield name
        for name in met:
            extent, most = self._extent[name], by_name[name].count or 0
            if name not in parts and 0 < extent < most:
                yield f"{name} ({extent} of {most})"


def _elements(field: WireField, live: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The states of a nested description and their indices, also of those that do not travel."""
    value = live[field.key]
    if field.count is None:
        yield "", value
        return
    for index, item in enumerate(sent(field, value)):
        yield f"[{index}]", item


def _code(field: WireField) -> str:
    assert isinstance(field.element, Number | Timer)
    return field.element.scalar.code


def _numbers(span: Span, data: bytes) -> tuple[int, ...]:
    assert isinstance(span.element, Number)
    return struct.unpack_from(f">{span.count}{span.element.scalar.code}", data, span.offset)


def _column(data: bytes, width: int, stride: int) -> bytes:
    """The first `width` bytes of every `stride` bytes."""
    column = bytearray(width * (1 + (len(data) - width) // stride))
    for at in range(width):
        column[at::width] = data[at::stride]
    return bytes(column)


def _extent(data: bytes, reset: bytes, width: int) -> int:
    """Up to which element an array is not as at reset."""
    starts = range(len(data) - width, -1, -width)
    last = next(at for at in starts if data[at : at + width] != reset[at : at + width])
    return last // width + 1


def _two_signs(field: WireField) -> bool:
    """Whether a number may have its top bit set, so that its sign matters."""
    element = field.element
    if field.companion is not None and field.companion.kind != "slots":
        return False  # never above a FIFO's capacity
    if isinstance(element, Timer):
        return False  # -1 is "not pending", and nothing else is negative
    assert isinstance(element, Number)
    if element.encoding == "bool" or element.variants is not None:
        return False
    info = SCALARS[element.encoding]
    top = 1 << (info.bits - 1)
    reaches = element.minimum < 0 if info.minimum < 0 else element.maximum >= top
    return reaches and bool(element.mask & top)


def ends(oldest: int, length: int, depth: int, ring: Ring) -> tuple[set[int], set[int]]:
    """The slots of the items as the ring has them, and as one with the ends exchanged would."""
    mine = {(oldest + index) % depth for index in range(length)}
    if not ring.length:
        return mine, set(range(depth)) - mine
    moved = -length if ring.oldest else length
    return mine, {(at + moved) % depth for at in mine}


def gaps(met: Iterable[int], low: int, high: int) -> Iterator[str]:
    """The numbers of `low..=high` that were not met, neighbours in one text."""
    start = low
    for number in [*sorted(item for item in met if low <= item <= high), high + 1]:
        if number - 1 > start:
            yield f"{start}..={number - 1}"
        elif number > start:
            yield str(start)
        start = number + 1


def _names(paths: Iterable[str]) -> list[str]:
    """Each once, in the order of the wire."""
    return list(dict.fromkeys(paths))
