# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever a valid device saves, the same device loads: with each subsection sent or not.

The states are those of golden vectors with a few of their numbers changed; a state that breaks a
rule of its own is none that the device has.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fuzz.corpus import all_codecs, codecs_at, seeds
from vmgen.codec import Codec, WireError
from vmgen.codec.leaves import counts, owners
from vmgen.expression import numbers
from vmgen.layout import SCALARS, Body, Element, Nested, Number, WireField

TOGETHER = Path(__file__).parent / "specs" / "together.py"
STATES = 60
"""For each device."""


@cache
def codecs() -> dict[str, Codec]:
    return all_codecs() | codecs_at(TOGETHER)


class Changer:
    """Changes numbers of a state, most often to what conditions and types make a difference of."""

    def __init__(self, codec: Codec, seed: int) -> None:
        self._random = Random(seed)
        self._constants = sorted(
            {
                value + step
                for owner in owners(codec.layout)
                for condition in _conditions(owner.body)
                for value in numbers(condition.expression)
                for step in (-1, 0, 1)
            }
        )

    def body(self, body: Body, values: dict[str, Any], share: float) -> dict[str, Any]:
        """The values of a description and its subsections, some of them others."""
        made = dict(values)
        rings = {ring.key: ring for ring in body.all_rings}
        most = counts(body)
        for field in body.all_fields:
            if field.key not in made or field.companion is not None:
                continue
            if field.key in most and self._random.random() < share:
                made[field.key] = self._random.randint(0, most[field.key])
                continue
            made[field.key] = self._field(field, made[field.key], share)
        named = {field.key: field for field in body.all_fields}
        for key, ring in rings.items():
            if self._random.random() < share:
                slot = ring.item(_number(named[ring.slots].element))
                length = self._random.randint(0, ring.capacity)
                made[key] = [self._number(slot, 0) for _ in range(length)]
        return made

    def _field(self, field: WireField, value: Any, share: float) -> Any:
        if isinstance(value, list) and field.count is not None:
            return [self._field(field, item, share) for item in value]
        if isinstance(field.element, Nested):
            return self.body(field.element.inner, value, share)
        if self._random.random() >= share:
            return value
        if field.flag and self._random.random() < 0.3:
            return None
        if isinstance(field.element, Number):
            return self._number(field.element, value)
        return self._random.choice([None, 0, 1, SCALARS["i64"].maximum])

    def _number(self, element: Number, now: Any) -> Any:
        if element.variants is not None:
            return self._random.choice([value for _, value in element.variants])
        low, high = element.minimum, element.maximum
        if element.none is not None and self._random.random() < 0.2:
            return None
        near = [value for value in self._constants if low <= value <= high]
        found = self._random.choice(
            [
                low,
                high,
                low + 1,
                self._random.randint(low, high),
                *self._random.sample(near, min(4, len(near))),
            ]
        )
        found = element.restored(min(max(found, low), high))
        if not element.accepts(found) or (not element.zero and not found):
            return now
        return bool(found) if element.runtime == "bool" else found


def _conditions(body: Body) -> Iterator[Any]:
    yield from body.rules
    for field in body.all_fields:
        if field.needed is not None:
            yield field.needed
    for item in body.all_subsections:
        if item.expression is not None:
            yield item.expression


def _number(element: Element) -> Number:
    assert isinstance(element, Number)
    return element


def states(codec: Codec, count: int, seed: int) -> Iterator[Any]:
    """Valid states of a device."""
    random, changer = Random(seed), Changer(codec, seed)
    known = []
    for item in seeds(codec):
        try:
            flags = codec.state_class(**dict(item.flags))
            state = codec.decode(item.data, item.version, into=flags)
        except WireError:
            continue
        if not codec.broken_rules(state):
            known.append(state.model_dump())
    found = 0
    for _ in range(20 * count):
        share = random.choice([0.03, 0.1, 0.3, 0.7])
        values = changer.body(codec.layout, random.choice(known), share)
        try:
            state = codec.state(**values)
        except ValueError:
            continue
        yield state
        found += 1
        if found == count:
            return
    assert found > count // 4, f"{codec.name}: {found} valid states"


@pytest.mark.parametrize("device", codecs())
def test_what_is_saved_loads(device: str) -> None:
    codec = codecs()[device]
    asked = sorted(codec._sections.known)
    random = Random(7)
    for state in states(codec, STATES, 1126):
        methods = [name for name in asked if random.random() < 0.5]
        try:
            data = bytes(codec._sections.save(codec._values(state), methods=methods).data)
        except WireError:  # a count above its array, where QEMU ends
            continue
        try:
            loaded = codec.decode(data, into=_before(codec, state))
        except WireError as error:
            pytest.fail(f"{error}\n{state!r}\n{methods}")
        assert not codec.broken_rules(loaded), (state, loaded)


def _before(codec: Codec, state: Any) -> Any:
    """A reset device that is made as the one that saved: what does not travel is set by its user
    or its author, and what is compared must be the same."""
    return codec.state_class(**_kept(codec.layout, codec.reset().model_dump(), state.model_dump()))


def _kept(body: Body, reset: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    travelling = {field.key: field.element for field in body.all_fields}
    queues = {ring.key for ring in body.all_rings}
    made = dict(reset)
    for key, value in values.items():
        element = travelling.get(key)
        compared = isinstance(element, Number) and element.kept
        if compared or not (key in travelling or key in queues):
            made[key] = value
        elif isinstance(element, Nested):
            pairs = (reset[key], value)
            if isinstance(value, list):
                made[key] = [_kept(element.inner, *pair) for pair in zip(*pairs, strict=True)]
            else:
                made[key] = _kept(element.inner, *pairs)
    return made
