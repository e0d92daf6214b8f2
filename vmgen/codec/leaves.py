# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers and timers of a device one by one, and values for each: what vectors are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from vmgen.layout import (
    SCALARS,
    Body,
    Nested,
    Number,
    Ring,
    Timer,
    WireField,
    WireSubsection,
)
from vmgen.layout.condition import Condition
from vmgen.values import dataclass

Gates = tuple[tuple[tuple[str, ...], Condition], ...]
"""What must hold for a field to be there, outermost first, each with the place of its struct."""

Within = tuple[tuple[tuple[str, ...], WireSubsection], ...]
"""Subsections, outermost first, each with the place of its struct."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field without fields of its own. Elements of an array of structs share one leaf."""

    keys: tuple[str, ...]
    """The way to it from the device."""
    field: WireField
    element: Number | Timer
    within: Within
    """What it travels in."""
    ring: Ring | None = None
    """Of a FIFO; then `field` are its slots."""
    gates: Gates = ()
    """The conditions of it, and of what it is in."""
    newest: int | None = None
    """The newest version of the section that has it; None where all do."""

    @property
    def path(self) -> str:
        """The keys as one name, without indices."""
        return ".".join(self.keys)

    @property
    def place(self) -> str:
        """The path of what lies on the wire."""
        return ".".join((*self.keys[:-1], self.field.key))


def leaves(body: Body) -> Iterator[Leaf]:
    """The leaves of a device in wire order, those of its subsections last."""
    yield from _leaves(body, (), (), (), None)


def _leaves(
    body: Body, keys: tuple[str, ...], within: Within, gates: Gates, newest: int | None
) -> Iterator[Leaf]:
    for field in body.fields:
        if within and not field.known(body.version_id):
            continue  # gone from a subsection, which is saved at its newest version
        element, path = field.element, (*keys, field.key)
        found, last = _when(field, keys, gates, newest)
        if isinstance(element, Nested):
            yield from _leaves(element.inner, path, within, found, last)
        elif isinstance(element, Number | Timer) and field.companion is None:
            yield Leaf(path, field, element, within, gates=found, newest=last)
    for ring in body.rings:
        slots = next(field for field in body.fields if field.key == ring.slots)
        assert isinstance(slots.element, Number)
        if within and not slots.known(body.version_id):
            continue
        found, last = _when(slots, keys, gates, newest)
        yield Leaf((*keys, ring.key), slots, slots.element, within, ring, found, last)
    for item in body.subsections:
        yield from _leaves(item.body, keys, (*within, (keys, item)), gates, newest)


def _when(
    field: WireField, keys: tuple[str, ...], gates: Gates, newest: int | None
) -> tuple[Gates, int | None]:
    """The gates of a field, given those of what it is in."""
    if field.needed is not None:
        gates = (*gates, (keys, field.needed))
    known = [version for version in (field.until, newest) if version is not None]
    return gates, min(known, default=None)


@dataclass(frozen=True, slots=True)
class Owner:
    """What has fields of its own, the device or a struct: where it is, and what it is."""

    keys: tuple[str, ...]
    body: Body


def owners(body: Body, keys: tuple[str, ...] = ()) -> Iterator[Owner]:
    """The device and all structs in it, outermost first; elements of an array are one."""
    yield Owner(keys, body)
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            yield from owners(field.element.inner, (*keys, field.key))


def subsections(body: Body) -> Iterator[WireSubsection]:
    """The subsections of a description and of all inside it, the innermost first."""
    for field in body.fields:
        if isinstance(field.element, Nested):
            yield from subsections(field.element.inner)
    for item in body.subsections:
        yield item
        yield from subsections(item.body)


def counts(body: Body) -> dict[str, int]:
    """The keys that count elements of arrays, or slots of rings, and how much each may say."""
    fields = body.all_fields
    highest = {
        field.key: field.element.maximum for field in fields if isinstance(field.element, Number)
    }
    found: dict[str, int] = {}
    for field in fields:
        if field.counted and field.count is not None and field.companion is None:
            most = min(field.room, highest.get(field.counted, field.room))
            found[field.counted] = min(most, found.get(field.counted, most))
    for ring in body.all_rings:
        if ring.modulo in highest:
            found[ring.modulo] = min(ring.depth, found.get(ring.modulo, ring.depth))
    return found


# -- values ----------------------------------------------------------------------------------------


def bounds(leaf: Leaf) -> list[tuple[str, Any]]:
    """Values that a leaf is tried with: an enum's variants, or the ends of its range."""
    element = leaf.element
    if leaf.ring is not None:
        assert isinstance(element, Number)
        most = leaf.ring.capacity
        item = leaf.ring.item(element)
        low, high = item.minimum, item.maximum
        items = ([low, high] * most)[1 : most + 1]
        if leaf.ring.form == "full":
            return [("low", [low] * most), ("full", items)]
        # Only between empty and full the slot behind the newest item is not that of the oldest.
        partly = [("not full", items[: most - 1])] if most > 1 else []
        return [("empty", []), *partly, ("full", items)]
    if isinstance(element, Timer):
        return [("0", 0), ("max", SCALARS["i64"].maximum)]
    if element.kept:
        return []
    if element.variants is not None:
        return list(element.variants)
    if element.runtime == "bool":
        found: list[tuple[str, Any]] = [("false", False), ("true", True)]
    else:
        low, high = element.minimum, element.maximum
        if element.mask != -1 or element.force:
            low, high = element.force, element.restored(high)
        found = [item for item in (("low", low), ("high", high)) if element.accepts(item[1])]
    absent = element.none is not None or bool(leaf.field.flag)
    return [*([("none", None)] if absent else []), *found]


def outside(field: WireField, element: Number | Timer) -> list[int]:
    """Numbers just outside what a reset device accepts, as far as the wire can carry them."""
    if isinstance(element, Timer) or not (element.checked or element.kept):
        return []
    info = SCALARS[element.encoding]
    if element.kept:
        here = field.reset[0] if field.reset else 0
        near = (here - 1, here + 1)
        return [number for number in near if info.minimum <= number <= info.maximum]
    found = [element.minimum - 1, element.maximum + 1]
    if element.variants is not None:
        gap = next(number for number in count(element.minimum) if not element.accepts(number))
        found = [element.minimum - 1, gap]
    if element.none is not None:
        found += [element.none - 1, element.none + 1]
    if not element.zero:
        found.append(0)
    return [
        number
        for number in dict.fromkeys(found)
        if info.minimum <= number <= info.maximum and not element.accepts(number)
    ]


def assign(live: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    """Set a leaf, in every element of an array of structs on the way."""
    *way, last = keys
    for item in at(live, tuple(way)):
        item[last] = value


def at(live: dict[str, Any], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """The structs at a place: one, or all elements of the arrays on the way."""
    found = [live]
    for key in keys:
        inner = [item[key] for item in found]
        found = [part for item in inner for part in (item if isinstance(item, list) else [item])]
    return found


def shaped(field: WireField, values: list[Any]) -> Any:
    """The elements of a field as a state has them: one, a list, or a list of rows."""
    if field.count is None:
        return values[0]
    if field.columns is None:
        return values
    return [values[at : at + field.columns] for at in range(0, len(values), field.columns)]


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Any]]:
    """Path and new value of every leaf that differs; an array of numbers is one value."""
    for key, value in after.items():
        place, old = f"{path}{key}", before[key]
        if value == old:
            continue
        if isinstance(value, Mapping):
            yield from changes(old, value, f"{place}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, item in enumerate(value):
                yield from changes(old[index], item, f"{place}[{index}].")
        else:
            yield place, value
