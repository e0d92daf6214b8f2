# SPDX-License-Identifier: GPL-2.0-or-later
"""Assignments that make a condition true or false, found by trying a few numbers for each name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Any

from vmgen.codec.leaves import counts
from vmgen.expression import numbers as constants_of
from vmgen.layout import Body, Nested
from vmgen.layout import Number as NumberElement
from vmgen.layout.condition import Condition, Source

_MOST = 4096
"""Assignments that are tried."""


class Variables:
    """The numbers of a description that may be changed, and `settings` beside it."""

    def __init__(self, body: Body, settings: Mapping[str, NumberElement] | None = None) -> None:
        self._body = body
        self._settings = settings or {}
        self._most = counts(body)

    def find(self, source: Source) -> NumberElement | None:
        """What a source can be; of one that counts elements, as many as the arrays hold."""
        if source.now:
            return None
        if source.key in self._settings:
            found: NumberElement | None = self._settings[source.key]
        elif source.length:
            return _length(self._body, source)
        else:
            found = _element(self._body, source)
        if found is not None and not source.inside and source.key in self._most:
            return replace(found, maximum=min(self._most[source.key], found.maximum))
        return found


def _element(body: Body, source: Source) -> NumberElement | None:
    """The number that a source lies in, where a section can say it."""
    keys = [source.key, *(step for step in source.inside if isinstance(step, str))]
    for index, key in enumerate(keys):
        field = next((item for item in body.all_fields if item.key == key), None)
        if field is None or field.companion is not None:
            return None
        element = field.element
        if isinstance(element, Nested):
            body = element.inner
        elif isinstance(element, NumberElement) and index == len(keys) - 1 and not element.kept:
            return element
    return None


def _length(body: Body, source: Source) -> NumberElement | None:
    """How many items a queue may have."""
    *way, last = [source.key, *(step for step in source.inside if isinstance(step, str))]
    for key in way:
        field = next(item for item in body.all_fields if item.key == key)
        assert isinstance(field.element, Nested)
        body = field.element.inner
    ring = next((item for item in body.all_rings if item.key == last), None)
    return None if ring is None else NumberElement("u64", "u64", 0, ring.capacity)


def search(
    wanted: Condition,
    state: Mapping[str, Any],
    variables: Variables,
    *,
    true: bool,
    others: tuple[Condition, ...] = (),
    before: Mapping[str, Any],
) -> dict[str, Any] | None:
    """The values that change so that `wanted` is `true`, while `others` hold; None if not found.

    `before` are those of the device that loads them.
    """
    found = {name: (source, variables.find(source)) for name, source in wanted.sources}
    known = [(source, element) for source, element in found.values() if element is not None]
    constants = list(constants_of(wanted.expression))
    domains = [_domain(source, element, state, constants) for source, element in known]
    for values in islice(product(*domains), _MOST):
        changed = dict(state)
        for (source, _), value in zip(known, values, strict=True):
            changed[source.key] = _with(changed[source.key], source, source.inside, value)
        if wanted.holds(changed, before) == true and all(
            item.holds(changed, before) for item in others
        ):
            keys = dict.fromkeys(source.key for source, _ in known)
            return {key: changed[key] for key in keys if changed[key] != state[key]}
    return None


def _with(old: Any, source: Source, inside: tuple[str | int, ...], value: int) -> Any:
    """What a key has, with this number in it."""
    if inside:
        made: Any = dict(old) if isinstance(old, dict) else list(old)
        made[inside[0]] = _with(old[inside[0]], source, inside[1:], value)
        return made
    if source.length:
        return [0] * value
    if source.shift == 0 and source.mask == -1:
        return bool(value) if isinstance(old, bool) else value
    mask = source.mask << source.shift
    return int(old) & ~mask | value << source.shift & mask


def _domain(
    source: Source, element: NumberElement, state: Mapping[str, Any], constants: list[int]
) -> list[int]:
    """What is tried for a name: what it is, its ends, and numbers near those of the expression."""
    now = source.number(state)
    if source.shift or source.mask != -1:
        low, high = 0, source.mask
    else:
        low, high = element.minimum, element.maximum
    near = [value + step for value in constants for step in (0, -1, 1)]
    found = dict.fromkeys([now, low, high, *near])
    whole = source.shift == 0 and source.mask == -1
    return [
        value
        for value in found
        if low <= value <= high and (not whole or value == now or element.accepts(value))
    ]
