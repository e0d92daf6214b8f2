# SPDX-License-Identifier: GPL-2.0-or-later
"""States in which all differs from all, as far as ranges and rules let it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, cycle, islice
from typing import Any

from vmgen.codec.leaves import counts, shaped
from vmgen.layout import Body, Element, Nested, Number, Ring, Timer, WireField
from vmgen.vectors.search import Variables, search

_STARTS = 8
"""Numbers to begin with: rules may let more of one sequence pass than of another."""

_PERIOD = 0x7F
"""Bytes until they begin again."""


def assign_distinct(live: dict[str, Any], body: Body) -> None:
    """Give every element a value of its own, where it can: the bytes 01 02 03 ... on the wire."""
    tries = []
    for start in range(_STARTS):
        maker = _Distinct(start)
        made = maker.struct(body, live)
        if not maker.kept:
            live.update(made)
            return
        tries.append((maker.kept, start, made))
    live.update(min(tries, key=lambda item: item[:2])[2])


class _Distinct:
    def __init__(self, start: int) -> None:
        self._numbers: Iterator[int] = islice(cycle(range(1, _PERIOD + 1)), start, None)
        self.kept = 0
        """Values that a rule did not let be."""

    def struct(self, body: Body, state: dict[str, Any]) -> dict[str, Any]:
        """The state of a struct, or of the device."""
        changed = dict(state)
        most = counts(body)
        for field in body.all_fields:
            if field.key and field.companion is None:
                candidates = [self._field(field, changed[field.key])]
                if field.key in most:
                    candidates = list(range(most[field.key], -1, -1))
                self._take(body, changed, field.key, candidates, state)
        for key, number in most.items():
            if not any(field.key == key for field in body.all_fields):
                changed[key] = number  # a property
        for ring in body.all_rings:
            self._take(body, changed, ring.key, [self._items(body, ring)], state)
        return changed

    def _take(
        self,
        body: Body,
        changed: dict[str, Any],
        key: str,
        candidates: list[Any],
        before: dict[str, Any],
    ) -> None:
        """The first of these values that breaks no rule."""
        old = changed[key]
        for value in candidates:
            changed[key] = value
            if _keeps(body, changed, before) or _mended(body, changed, before):
                return
            self.kept += 1
        changed[key] = old

    def _items(self, body: Body, ring: Ring) -> list[Any]:
        slots = next(field for field in body.all_fields if field.key == ring.slots)
        assert isinstance(slots.element, Number)
        return self._elements(ring.item(slots.element), [None] * ring.capacity)

    def _field(self, field: WireField, value: Any) -> Any:
        if field.count is None:
            return self._element(field.element, value)
        flat = list(chain.from_iterable(value)) if field.columns is not None else value
        return shaped(field, self._elements(field.element, flat))

    def _elements(self, element: Element, values: list[Any]) -> list[Any]:
        """Those of an array; numbers come again after as many elements as there are bytes."""
        alone = isinstance(element, Nested) or (isinstance(element, Number) and element.kept)
        first = values if alone else values[:_PERIOD]
        made = [self._element(element, item) for item in first]
        more = len(values) - len(made)
        if not more:
            return made
        for _ in range(more * element.size % _PERIOD):
            next(self._numbers)
        return (made * (more // _PERIOD + 2))[: len(values)]

    def _element(self, element: Element, value: Any) -> Any:
        if isinstance(element, Nested):
            return self.struct(element.inner, value)
        if isinstance(element, Number) and element.kept:
            return value
        number = int.from_bytes([next(self._numbers) for _ in range(element.size)], "big")
        if isinstance(element, Timer):
            return number
        assert isinstance(element, Number)
        if element.variants is not None:
            return element.variants[number % len(element.variants)][1]
        low, high = element.minimum, element.maximum
        if not low <= number <= high or not element.accepts(number) or number == element.none:
            number = low + number % (high - low + 1)
        number = element.restored(number)
        if not element.accepts(number):  # the mask has moved it out of the range
            number = element.restored(element.minimum)
        return bool(number) if element.runtime == "bool" else number


def _keeps(body: Body, changed: dict[str, Any], before: dict[str, Any]) -> bool:
    return all(rule.holds(changed, before) for rule in body.rules)


def _mended(body: Body, changed: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether it keeps the rules once numbers inside of structs and arrays are others."""
    variables, tried = Variables(body), dict(changed)
    for rule in body.rules:
        if not rule.holds(tried, before):
            inside = any(source.inside for _, source in rule.sources)
            found = search(rule, tried, variables, true=True, before=before) if inside else None
            if found is None:
                return False
            tried.update(found)
    if _keeps(body, tried, before):
        changed.update(tried)
        return True
    return False
