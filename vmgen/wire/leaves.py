"""The numbers and timers of a device one by one, and values for each: what vectors are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, cycle
from typing import Any

from vmgen.model.types import SCALARS
from vmgen.wire.plan import Body, Nested, Number, Padding, Timer, WireField


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field without fields of its own. Elements of an array of structs share one leaf."""

    keys: tuple[str, ...]
    """The way to it from the device."""
    field: WireField
    element: Number | Timer
    subsection: str | None
    """The device's subsection that it travels in."""

    @property
    def path(self) -> str:
        """The keys as one name, without indices."""
        return ".".join(self.keys)


def leaves(body: Body) -> Iterator[Leaf]:
    """The leaves of a device in wire order, those of its subsections last."""
    yield from _below(body, (), None)
    for item in body.subsections:
        yield from _below(item.body, (), item.body.name)


def _below(body: Body, keys: tuple[str, ...], subsection: str | None) -> Iterator[Leaf]:
    for field in body.fields:
        element, path = field.element, (*keys, field.key)
        if isinstance(element, Nested):
            inner = element.inner
            yield from _below(inner, path, subsection)
            for item in inner.subsections:
                yield from _below(item.body, path, subsection)
        elif not isinstance(element, Padding):
            yield Leaf(path, field, element, subsection)


def subsections(body: Body) -> Iterator[Body]:
    """The subsections of a description and of all inside it."""
    for field in body.fields:
        if isinstance(field.element, Nested):
            yield from subsections(field.element.inner)
    for item in body.subsections:
        yield item.body
        yield from subsections(item.body)


def bounds(element: Number | Timer) -> list[tuple[str, Any]]:
    """Values that a leaf is tried with: an enum's variants, or the ends of its range."""
    if isinstance(element, Timer):
        return [("0", 0), ("max", SCALARS["i64"].maximum)]
    if element.variants is not None:
        return list(element.variants)
    if element.runtime == "bool":
        return [("false", False), ("true", True)]
    return [("low", element.minimum), ("high", element.maximum)]


def outside(element: Number | Timer) -> list[int]:
    """Numbers just outside what is accepted, as far as the wire can carry them."""
    if isinstance(element, Timer) or not element.checked:
        return []
    info = SCALARS[element.encoding]
    found = [element.minimum - 1, element.maximum + 1]
    if element.variants is not None:
        gap = next(number for number in count(element.minimum) if not element.accepts(number))
        found = [element.minimum - 1, gap]
    return [number for number in found if info.minimum <= number <= info.maximum]


def assign(live: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    """Set a leaf, in every element of an array of structs on the way."""
    head, *rest = keys
    if not rest:
        live[head] = value
        return
    inner = live[head]
    for item in inner if isinstance(inner, list) else [inner]:
        assign(item, tuple(rest), value)


def assign_distinct(live: dict[str, Any], body: Body) -> None:
    """Give every element a value of its own, where it can: the bytes 01 02 03 ... on the wire."""
    numbers = cycle(range(1, 0x80))
    for part in (body, *(item.body for item in body.subsections)):
        for field in part.fields:
            if field.key:
                live[field.key] = _distinct(field, live[field.key], numbers)


def _distinct(field: WireField, value: Any, numbers: Iterator[int]) -> Any:
    if field.count is not None:
        return [_distinct_element(field, item, numbers) for item in value]
    return _distinct_element(field, value, numbers)


def _distinct_element(field: WireField, value: Any, numbers: Iterator[int]) -> Any:
    element = field.element
    if isinstance(element, Nested):
        changed = dict(value)
        inner = element.inner
        for part in (inner, *(item.body for item in inner.subsections)):
            for below in part.fields:
                if below.key:
                    changed[below.key] = _distinct(below, changed[below.key], numbers)
        return changed
    number = int.from_bytes([next(numbers) for _ in range(element.size)], "big")
    if isinstance(element, Timer):
        return number
    assert isinstance(element, Number)
    if element.variants is not None:
        return element.variants[number % len(element.variants)][1]
    if not element.accepts(number):
        number = element.minimum + number % (element.maximum - element.minimum + 1)
    return bool(number) if element.runtime == "bool" else number


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Any]]:
    """Path and new value of every leaf that differs; an array of numbers is one value."""
    for key, value in after.items():
        place, old = f"{path}{key}", before[key]
        if isinstance(value, Mapping):
            yield from changes(old, value, f"{place}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, item in enumerate(value):
                yield from changes(old[index], item, f"{place}[{index}].")
        elif value != old:
            yield place, value
