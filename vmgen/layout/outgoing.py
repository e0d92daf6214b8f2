# SPDX-License-Identifier: GPL-2.0-or-later
"""From a state to the numbers on the wire: what a snapshot does before QEMU's engine writes it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from vmgen.layout.body import Companion, Nested, WireField
from vmgen.layout.element import Number, Padding, Timer
from vmgen.layout.ring import Mark, Ring
from vmgen.layout.scalars import SCALARS

TIMER_OFF = -1
"""A timer that is not pending, on the wire."""


def outgoing(field: WireField, live: Mapping[str, Any]) -> list[Any]:
    """The elements that a field sends: numbers, or the states of nested structs."""
    if field.companion is not None:
        return _companion(field, field.companion, live)
    value = live[field.key]
    if field.mark is not None:
        return [_slot(field.mark, value, live)]
    if field.count is None:
        values = [value]
    elif field.columns is not None:
        values = list(chain.from_iterable(value))
    elif field.counted:
        values = value[: field.many(int(live[field.counted]))]
    else:
        values = sent(field, value)
    element = field.element
    if isinstance(element, Timer):
        return [TIMER_OFF if item is None else item for item in values]
    if isinstance(element, Number) and (element.none is not None or element.mask != -1):
        return [element.none if item is None else item & element.mask for item in values]
    if field.flag:
        return [0 if item is None else item for item in values]
    return list(values)


def as_named(field: WireField, number: Any) -> Any:
    """A number on the wire as conditions see it: a flag is true unless it is 0."""
    flag = isinstance(field.element, Number) and field.element.runtime == "bool"
    return bool(number) if flag else number


def sent(field: WireField, value: list[Any]) -> list[Any]:
    """Those elements of an array that may travel."""
    before, behind = field.unsent
    return value[before : len(value) - behind] if before or behind else value


def numbers_sent(field: WireField, live: Mapping[str, Any]) -> list[int]:
    """The numbers that a field sends, those of structs in it one by one; of padding none."""
    element = field.element
    if isinstance(element, Padding):
        return []
    values = outgoing(field, live)
    if isinstance(element, Nested):
        inner = element.inner.all_fields
        return [number for item in values for part in inner for number in numbers_sent(part, item)]
    return [int(value) for value in values]


def _companion(field: WireField, companion: Companion, live: Mapping[str, Any]) -> list[int]:
    """A FIFO is written from slot 0 on."""
    if companion.kind == "flag":
        return [int(live[companion.of[0]] is not None)]
    if companion.kind == "slots":
        return _slots(field, companion, live)
    (ring,) = companion.rings
    number = ring.says(companion.kind, live[ring.key], _modulo(ring, live))
    assert isinstance(field.element, Number)
    return [_wrapped(number, field.element.encoding)]


def _slots(field: WireField, companion: Companion, live: Mapping[str, Any]) -> list[int]:
    """The slots of one ring, or of several in turn; those that hold nothing are 0."""
    assert field.count is not None
    slots = [0] * field.count
    for ring in companion.rings:
        ring.fill(slots, live[ring.key], _modulo(ring, live))
    if field.counted:  # by the length of its own queue
        return slots[: companion.rings[0].says("length", live[companion.of[0]], 0)]
    return slots


def _slot(mark: Mark, count: int, live: Mapping[str, Any]) -> int:
    """The slot of a mark. Without items before it, nothing of its queue is looked at."""
    if not count:
        return mark.says(0, (), 0)
    for key in mark.way:
        live = live[key]
    return mark.says(count, live[mark.ring.key], _modulo(mark.ring, live))


def _modulo(ring: Ring, live: Mapping[str, Any]) -> int:
    """What the field that a ring is modulo says now; 0 where it has its size from none."""
    return int(live[ring.modulo]) if ring.modulo else 0


def _wrapped(number: int, encoding: str) -> int:
    """The number in a type that may be too narrow for it, as Rust's `as` has it."""
    info = SCALARS[encoding]
    number &= (1 << info.bits) - 1
    return number if number <= info.maximum else number - (1 << info.bits)
