# SPDX-License-Identifier: GPL-2.0-or-later
"""The generated restore: from what arrived to the values at run time, with all its checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.rows import Block, Found, Held
from vmgen.layout import (
    NULL,
    Body,
    Element,
    Mark,
    Nested,
    Number,
    Ring,
    RingFault,
    Timer,
    WireField,
)
from vmgen.layout.outgoing import TIMER_OFF, outgoing
from vmgen.values import dataclass


def restore(
    field: WireField, held: Held, path: str, live: Any, reset: Any, *, mirrored: bool = False
) -> Any:
    """The run-time value of a field that arrived; `WireError` POST_LOAD where it is refused.

    `live` is what it is now. What of a struct did not arrive takes its `reset` value, as the
    mirror's Default has it (`mirrored`); in a plain cell, which has no mirror, it stays. So do the
    elements of an array behind the last that was sent.
    """
    element, at, values = field.element, held.offset, held.values
    if field.present:
        return _pointed(element, held, path, live, reset)
    if field.count is None:
        return restore_element(element, values[0], at, path, live, reset, mirrored)
    before, behind = field.unsent
    if before or behind:
        alone, end = replace(field, unsent=(0, 0)), len(live) - behind
        part = live[before:end], reset[before:end]
        made = restore(alone, held, path, *part, mirrored=mirrored)
        return [*live[:before], *made, *live[end:]]
    size = element.size
    made = _whole(element, values, live)
    if field.columns is not None:
        flat = made or [
            _number_at(element, value, at + i * size, path) for i, value in enumerate(values)
        ]
        return [flat[i : i + field.columns] for i in range(0, len(flat), field.columns)]
    made = made or [
        restore_element(element, value, at + i * size, f"{path}[{i}]", live[i], reset[i], mirrored)
        for i, value in enumerate(values)
    ]
    if len(made) == field.count:
        return made
    return made + [
        _absent(element, f"{path}[{i}]", at, live[i], reset[i]) if mirrored else live[i]
        for i in range(len(made), field.count)
    ]


def _pointed(element: Element, held: Held, path: str, live: Any, reset: Any) -> list[Any]:
    """Elements of an array of pointers: a null pointer, which is None, leaves what is there."""
    made, at = list(live), held.offset
    for i, value in enumerate(held.values):
        if value is not None:
            made[i] = restore_element(element, value, at, f"{path}[{i}]", live[i], reset[i])
        at += len(NULL) if value is None else element.size
    return made


def _whole(element: Element, values: Sequence[Any], live: Any) -> list[Any] | None:
    """All elements at once; None where that cannot be, or one is refused, and each is looked at."""
    try:
        if isinstance(values, Block):
            return _rows(values, live)
        single = isinstance(element, Nested) or (isinstance(element, Number) and element.kept)
        return None if single else _column(element, values)
    except WireError:
        return None


def _rows(block: Block, live: Any) -> list[dict[str, Any]]:
    columns = (_column(field.element, values) for field, values in block.columns())
    keys, rows = block.rows.keys, zip(*columns, strict=True)
    pairs = zip(live[: len(block)], rows, strict=True)
    return [{**old, **dict(zip(keys, row, strict=True))} for old, row in pairs]


def _column(element: Element, values: Sequence[Any]) -> list[Any]:
    """Numbers of one kind: each that differs is looked at once."""
    if isinstance(element, Number) and element.free:
        return list(values)
    made = {value: restore_element(element, value, 0, "", None, None) for value in set(values)}
    if all(type(new) is type(old) and new == old for old, new in made.items()):
        return list(values)
    return [made[value] for value in values]


def restore_element(
    element: Element,
    value: Any,
    offset: int,
    path: str,
    live: Any,
    reset: Any,
    mirrored: bool = False,
) -> Any:
    """The run-time value of one element."""
    if isinstance(element, Number):
        if element.kept and value != live:
            message = f"{value} is not {live}, as it is here"
            raise WireError(ErrorClass.POST_LOAD, offset, path, message)
        return _number(element, value, offset, path)
    if isinstance(element, Timer):
        if value == TIMER_OFF or (element.restored and value < 0):
            return None
        return max(value, 0)  # QEMU arms a timer at 0 at the earliest
    assert isinstance(element, Nested)
    if element.role != "struct":
        mirrored = element.role not in ("registers", "parent")
    return _struct(element.inner, value, offset, path, live, reset, mirrored)


def _struct(
    body: Body, found: Found, offset: int, path: str, live: Any, reset: Any, mirrored: bool
) -> dict[str, Any]:
    state = dict(live)
    if mirrored and body.absent:
        reset = {**reset, **dict(body.absent)}
    for field in body.all_fields:
        key = field.key
        if not key or field.companion is not None or field.mark is not None:
            continue
        if key in found:
            if field.flag and not found[field.flag].values[0]:
                state[key] = None
                continue
            old, new, place = live[key], reset[key], f"{path}.{key}"
            state[key] = restore(field, found[key], place, old, new, mirrored=mirrored)
        elif mirrored:
            held, place = Held(offset, []), f"{path}.{key}"
            state[key] = _left_out(field, held, place, live[key], reset[key])
    sent = _Sent(body, found, reset, live)
    for ring in body.all_rings:
        state[ring.key] = _items(ring, sent, offset, f"{path}.{ring.key}")
    for field in body.all_fields:
        if field.mark is not None:
            state[field.key] = _before(field.key, field.mark, sent, offset, path)
    for rule in body.rules:
        if not rule.holds(state, live):
            raise WireError(ErrorClass.POST_LOAD, offset, path, f"`{rule.text}` is broken")
    return state


def _left_out(field: WireField, held: Held, path: str, live: Any, reset: Any) -> Any:
    """A field that did not arrive: its reset value, as it comes through the mirror."""
    if field.count is None:
        return _absent(field.element, path, held.offset, live, reset)
    return (
        reset
        if field.columns is not None
        else restore(field, held, path, live, reset, mirrored=True)
    )


def _absent(element: Element, path: str, offset: int, live: Any, reset: Any) -> Any:
    """The same of one element."""
    if isinstance(element, Nested):
        return _struct(element.inner, {}, offset, path, live, reset, True)
    if isinstance(element, Number) and element.force:
        return element.restored(reset)
    return reset


def _number_at(element: Element, value: int, offset: int, path: str) -> int | None:
    assert isinstance(element, Number)
    return _number(element, value, offset, path)


def _number(element: Number, value: int, offset: int, path: str) -> int | None:
    """A byte that is a bool of its own may be anything; all else is checked."""
    if element.encoding == "bool":
        return value
    if not element.accepts(value):
        low, high = element.minimum, element.maximum
        wanted = element.type_name or f"{low}..={high}"
        if not element.zero and value == 0:
            wanted += " without 0"
        made = element.restored(value)
        got = f"{value}" if made == value else f"{value}, restored as {made},"
        raise WireError(ErrorClass.POST_LOAD, offset, path, f"{got} is not in {wanted}")
    if element.none is not None and value == element.none:
        return None
    if element.runtime == "bool":
        return bool(value)
    return element.restored(value)


def _items(ring: Ring, sent: _Sent, offset: int, path: str) -> list[Any]:
    """The items of a FIFO, the oldest first."""
    try:
        return ring.items(sent.number, sent.values(ring.slots))
    except RingFault as fault:
        offset = sent.found[fault.key].offset if fault.key in sent.found else offset
        raise WireError(ErrorClass.POST_LOAD, offset, path, str(fault)) from None


def _before(key: str, mark: Mark, sent: _Sent, offset: int, path: str) -> int:
    """How many items of a FIFO are before a mark."""
    value = sent.number(key)
    offset = sent.found[key].offset if key in sent.found else offset
    for name in mark.way:
        sent = sent.inside(name)
    try:
        return mark.before(key, value, sent.number)
    except RingFault as fault:
        raise WireError(ErrorClass.POST_LOAD, offset, f"{path}.{key}", str(fault)) from None


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a mirror holds: what arrived, and what did not at its reset value.

    What has no place on the wire is as it is at the moment, in `live`.
    """

    body: Body
    found: Found
    reset: Any
    live: Any

    def number(self, key: str) -> int:
        """The number of a field."""
        on_wire = key in self.found or any(field.key == key for field in self.body.all_fields)
        return int(self.values(key)[0] if on_wire else self.live[key])

    def inside(self, key: str) -> _Sent:
        """The same of a struct in it."""
        element = next(field.element for field in self.body.all_fields if field.key == key)
        assert isinstance(element, Nested)
        body, reset = element.inner, self.reset[key]
        found = self.found[key].values[0] if key in self.found else {}
        return _Sent(body, found, {**reset, **dict(body.absent)}, self.live[key])

    def values(self, key: str) -> Sequence[Any]:
        """All elements of a field."""
        if key in self.found:
            return self.found[key].values
        field = next(field for field in self.body.all_fields if field.key == key)
        return outgoing(field, self.reset)
