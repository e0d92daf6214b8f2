# SPDX-License-Identifier: GPL-2.0-or-later
"""Vectors that differ from a section that loads in one field, at which nothing else looks.

What a load makes of such a section is what it made of the other, but for this field, which the
codec restores and saves alone. A device of thousands of fields has thousands of vectors: loading
all of it for each would take minutes. What cannot be told like this is loaded as a whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from struct import Struct
from typing import Any, NamedTuple

from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.leaves import Leaf
from vmgen.codec.load import FOOTER
from vmgen.codec.restore import restore_element
from vmgen.codec.rows import code_of
from vmgen.codec.save import Saver, Span, opened
from vmgen.layout import SUBSECTION, Nested, WireField, bare
from vmgen.layout.outgoing import outgoing
from vmgen.vectors.edit import Edit, compared, cut, edited
from vmgen.vectors.making import Maker, Vector, copied, first_spans, fitting

_NAME = 2 + 255
"""The most bytes before the version of a subsection."""


class _Spot(NamedTuple):
    """A leaf that can be looked at alone."""

    leaf: Leaf
    one: WireField
    """The field, of one element."""
    code: Struct
    span: Span
    """Where it lies in the section."""
    saved: Span
    """Where it lies in what is saved."""
    value: Any
    """What its last element is before a load."""


class Base:
    """A state, its section, and the vectors that differ from that in one field."""

    def __init__(self, maker: Maker, live: dict[str, Any], newest: int | None = None) -> None:
        self._maker = maker
        self._live = live
        self._version = maker.layout.version_id if newest is None else newest
        saver = maker.save(live, self._version)
        self._data = _same(bytes(saver.data), maker.origin)
        self._areas = saver.areas
        self._spans = first_spans(saver)
        self._flags = maker.flags(live)
        self._before = {**maker.sections.reset, **self._flags}
        self._touched: dict[str, bool] = {}
        """By the device's field: whether something is restored before a refusal in it."""
        self._kept: Saver | None = None
        """What is saved after a load, if the section loads."""
        self._needed = True
        self._load()

    def _load(self) -> None:
        sections = self._maker.sections
        try:
            loaded = sections.load(self._data, self._version, self._before)
        except WireError:
            return
        self._kept = sections.save(loaded.values, methods=loaded.present)
        self._needed = sections.needed(loaded.values)
        self._saved = _same(bytes(self._kept.data), self._data)
        self._saved_spans = first_spans(self._kept)
        self._looked = sorted(set(loaded.looked))
        self._named = [at for at in self._looked if self._data[at : at + 1] == bytes([SUBSECTION])]
        """Where a name may stand that is compared with those of subsections."""

    # -- vectors of a field ------------------------------------------------------------------------

    def bound(self, leaf: Leaf, name: str, value: Any) -> Vector:
        """The vector of a state in which all elements of a leaf have a value."""
        name, spot = f"{leaf.path} {name}", self._spot(leaf)
        if spot is not None:
            (number,) = outgoing(spot.one, {spot.one.key: value})
            new = spot.code.pack(number) * spot.span.count
            found = self._alone(spot, name, new, spot.span.count)
            if found is not None:
                return found
        live = copied(self._live)
        self._maker.assign(live, leaf, value)
        data = self._maker.encode(live, self._version)
        return self._noted(spot, self._maker.vector(name, data, live, self._version))

    def patched(self, leaf: Leaf, wrong: list[int]) -> Iterator[Vector]:
        """A leaf with other numbers, as far as they fit: of an array, the last element."""
        spot = self._spot(leaf)
        for number, at, new in fitting(self._spans.get(leaf.path), wrong):
            name = f"{leaf.path} = {number}"
            found = None if spot is None else self._alone(spot, name, new, 1)
            if found is None:
                data = self._data[:at] + new + self._data[at + len(new) :]
                vector = self._maker.vector(name, data, self._live, self._version)
                found = self._noted(spot, vector)
            yield found

    def _spot(self, leaf: Leaf) -> _Spot | None:
        """A leaf that can be looked at alone: it is there once, and nothing depends on it."""
        field, maker = leaf.field, self._maker
        span = self._spans.get(leaf.path)
        if self._kept is None or span is None or leaf.ring is not None:
            return None
        saved = self._saved_spans.get(leaf.path)
        if field.flag or field.counted or field.present or field.mark:
            return None
        if leaf.keys in maker.watched:
            return None
        if saved is None or not span.count == saved.count == (field.count or 1):
            return None
        struct: Any = self._before
        for key in leaf.keys[:-1]:
            struct = struct[key]
            if isinstance(struct, list):
                return None
        value = struct[field.key]
        while isinstance(value, list):
            value = value[-1]
        one = field if field.count is None else _single(field)
        return _Spot(leaf, one, Struct(f">{code_of(leaf.element)}"), span, saved, value)

    def _alone(self, spot: _Spot, name: str, new: bytes, count: int) -> Vector | None:
        """The section with other bytes in the last `count` elements, all the same."""
        span, element = spot.span, spot.leaf.element
        start = span.end - len(new)
        if self._may_be_subsection(start, new):
            return None
        data = self._edited(self._data, start, new)
        version = self._version
        (number,) = spot.code.unpack_from(new)
        try:
            value = restore_element(element, number, start, "", spot.value, None)
        except WireError as error:
            touched = self._touched.get(spot.leaf.keys[0])
            if touched is None:
                return None
            refused = error.error_class
            return Vector(name, version, data, self._flags, refused=refused, unchanged=not touched)
        (number,) = outgoing(spot.one, {spot.one.key: value})
        back = spot.code.pack(number) * count
        if self._saved is self._data and back == new:
            return Vector(name, version, data, self._flags, data, self._needed, layout=self._kept)
        saved = self._edited(self._saved, spot.saved.end - len(back), back)
        return Vector(name, version, data, self._flags, saved, self._needed, layout=self._kept)

    def _noted(self, spot: _Spot | None, vector: Vector) -> Vector:
        """A vector for which all was loaded, which tells of others in the same struct."""
        if spot is not None and vector.refused == ErrorClass.POST_LOAD:
            self._touched[spot.leaf.keys[0]] = not vector.unchanged
        return vector

    def _edited(self, base: bytes, start: int, new: bytes) -> Edit:
        end, origin = start + len(new), self._maker.origin
        if base is origin:
            return edited(origin, start, new, end)
        return compared(origin, base[:start] + new + base[end:])

    def _may_be_subsection(self, start: int, new: bytes) -> bool:
        """Whether these bytes stand where they may be taken for one, or may have been."""
        end, looked, named = start + len(new), self._looked, self._named
        if len(named) and bisect_left(named, start - _NAME) < bisect_left(named, end):
            return True
        if SUBSECTION not in new:
            return False
        at = bisect_left(looked, start)
        return at < bisect_left(looked, end)

    # -- cuts --------------------------------------------------------------------------------------

    def cuts(self) -> Iterator[Vector]:
        """The section cut before every field. A cut before a subsection is none: it is absent."""
        ends, touched = self._ends(), dict[int, bool]()
        version = self._version
        for path, span in self._spans.items():
            name, end = f"cut before {path}", ends.get(span.offset, 0)
            if end - span.offset > len(FOOTER) and end in touched:
                data = cut(self._data, span.offset)
                short = ErrorClass.SHORT_STREAM
                unchanged = not touched[end]
                yield Vector(name, version, data, self._flags, refused=short, unchanged=unchanged)
                continue
            vector = self._maker.vector(name, self._data[: span.offset], self._live, version)
            if vector.refused is not None:
                yield vector
            if end and (self._mirrored(path) or not vector.unchanged):
                touched[end] = not vector.unchanged

    def _ends(self) -> dict[int, int]:
        """By the offset of a field of registers where those end, or their subsections begin.

        Nothing of them is restored before that; what is cut so that more bytes are missing than
        the footer has is refused there. What counts elements might be made of the footer.
        """
        found: dict[int, int] = {}
        deciding = (*self._maker.counters, *self._maker.gated)
        counting = {keys[0] for keys in deciding if len(keys) > 1}
        end, around = len(self._data), ""
        for area in reversed(self._areas):
            head, dot, _ = area.path.partition(".")
            if area.element is None or not dot or bare(head) in counting:
                around = ""
                continue
            if head != around:
                end, around = area.end, head
            for span in opened([area]):
                found[span.offset] = end
        return found

    def _mirrored(self, path: str) -> bool:
        """Whether a field is in a mirror, of which nothing is restored before all has arrived."""
        head = path.partition(".")[0]
        fields = self._maker.layout.all_fields
        element = next((item.element for item in fields if item.key == head), None)
        return isinstance(element, Nested) and element.role == "migratable"


class Bases:
    """The sections around the leaves of a device: those that travel in the same share one."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._made: dict[Hashable, Base] = {}

    def fresh(self) -> Base:
        """That of a reset device."""
        return self._base(((), (), None), self._maker.fresh)

    def around(self, leaf: Leaf) -> Base:
        """That in which a leaf travels, with all elements that it can have."""
        maker, keys = self._maker, leaf.keys
        way = [keys[: index + 1] for index in range(len(keys))]
        counted = tuple(
            place for place in way if place in maker.counters or place[0] in maker.pointers
        )
        return self._base(
            (tuple(id(item) for _, item in (*leaf.within, *leaf.gates)), counted, leaf.newest),
            lambda: maker.around(leaf),
            leaf.newest,
        )

    def _base(
        self, key: Hashable, live: Callable[[], dict[str, Any]], newest: int | None = None
    ) -> Base:
        if key not in self._made:
            self._made[key] = Base(self._maker, live(), newest)
        return self._made[key]


def _same(one: bytes, other: bytes) -> bytes:
    """The other, if these are the same bytes."""
    return other if one == other else one


def _single(field: WireField) -> WireField:
    return replace(field, count=None, columns=None)
