# SPDX-License-Identifier: GPL-2.0-or-later
"""Assignments that make a condition true or false, found by trying a few numbers for each name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Any

from vmgen.codec.leaves import counts
from vmgen.expression import numbers as constants_of
from vmgen.layout import Body
from vmgen.layout import Number as NumberElement
from vmgen.layout.condition import Condition, Source

_MOST = 4096
"""Assignments that are tried."""


def numbers(body: Body) -> dict[str, NumberElement]:
    """The numbers of a description by key; those that count elements in what the arrays hold."""
    found = {
        field.key: field.element
        for field in body.all_fields
        if isinstance(field.element, NumberElement) and field.count is None
    }
    for key, most in counts(body).items():
        if key in found:
            found[key] = replace(found[key], maximum=min(most, found[key].maximum))
    return found


def search(
    wanted: Condition,
    state: Mapping[str, Any],
    elements: Mapping[str, NumberElement],
    *,
    true: bool,
    others: tuple[Condition, ...] = (),
) -> dict[str, Any] | None:
    """The values that change so that `wanted` is `true`, while `others` hold; None if not found."""
    sources = {name: source for name, source in wanted.sources if source.key in elements}
    constants = list(constants_of(wanted.expression))
    domains = [
        _domain(source, elements[source.key], state, constants) for source in sources.values()
    ]
    for values in islice(product(*domains), _MOST):
        changed = dict(state)
        for source, value in zip(sources.values(), values, strict=True):
            changed[source.key] = _with(changed[source.key], source, value)
        if _holds(wanted, changed) == true and all(_holds(item, changed) for item in others):
            keys = dict.fromkeys(source.key for source in sources.values())
            return {key: changed[key] for key in keys if changed[key] != state[key]}
    return None


def _holds(item: Condition, state: Mapping[str, Any]) -> bool:
    return item.holds(lambda key: int(state[key]))


def _with(old: Any, source: Source, value: int) -> Any:
    """The field's value with these bits."""
    if source.shift == 0 and source.mask == -1:
        return bool(value) if isinstance(old, bool) else value
    mask = source.mask << source.shift
    return int(old) & ~mask | value << source.shift & mask


def _domain(
    source: Source, element: NumberElement, state: Mapping[str, Any], constants: list[int]
) -> list[int]:
    """What is tried for a name: what it is, its ends, and numbers near those of the expression."""
    now = int(state[source.key]) >> source.shift & source.mask
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
