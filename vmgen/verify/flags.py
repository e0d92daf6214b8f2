# SPDX-License-Identifier: GPL-2.0-or-later
"""Settings that decide about subsections and rules, as a section shows what they were."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice, product
from operator import add, mul, sub
from typing import Any

from vmgen.codec import Codec
from vmgen.codec.state import DeviceState
from vmgen.expression import Compare, evaluate, names, numbers, walk
from vmgen.layout import Body, Number
from vmgen.layout.condition import Condition
from vmgen.values import dataclass

MOST_TRIED = 256
"""Values of a setting in a condition, where it can have no more."""

MOST_STEPPED = 16
"""A divisor, of which each remainder is tried."""

MOST_FLAGS = 2_000
"""Settings of the numbers in conditions that are tried: some 10 ms."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that settings decide, and the answer that a section gives."""

    answer: bool
    flag: str = ""
    condition: Condition | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What it looks at."""
        if self.condition is None:
            return (self.flag,)
        return tuple(source.key for _, source in self.condition.sources)

    def holds(self, live: Mapping[str, object]) -> bool:
        """Whether the answer is that of these values."""
        found = bool(live[self.flag]) if self.condition is None else self.condition.holds(live)
        return found == self.answer


def deciding(
    codec: Codec, state: DeviceState, sent: Collection[str], known: Mapping[str, Number]
) -> dict[str, int]:
    """Values of the `known` settings with which the device sends the subsections that were sent,
    and keeps its rules.

    Empty if there are none such: then what is saved differs, or the load is refused.
    """
    every = [
        *_conditional(codec.layout, sent),
        *(_Asked(True, "", it) for it in codec.layout.rules),
    ]
    asked = [item for item in every if any(key in known for key in item.keys)]
    live = state.model_dump() if asked else {}
    found: dict[str, int] = {}
    for together in _together(asked, known):
        chosen = _chosen(codec, together, known, live)
        if not chosen:
            return {}
        found |= chosen
    return found


def _together(asked: list[_Asked], known: Collection[str]) -> list[list[_Asked]]:
    """Questions that share a setting, however indirectly; no lot of them looks at another's."""
    lots: list[tuple[set[str], list[_Asked]]] = []
    for item in asked:
        keys, mine, apart = {key for key in item.keys if key in known}, [item], []
        for lot in lots:
            if lot[0] & keys:
                keys |= lot[0]
                mine = [*lot[1], *mine]
            else:
                apart.append(lot)
        lots = [*apart, (keys, mine)]
    return [items for _, items in lots]


def _chosen(
    codec: Codec, asked: list[_Asked], known: Mapping[str, Number], live: Mapping[str, Any]
) -> dict[str, int]:
    """Values of the settings that these questions look at, with the answers that they have."""
    names = list(dict.fromkeys(key for item in asked for key in item.keys if key in known))
    tries = product(*(_values(codec, asked, name, known[name], live) for name in names))
    for values in islice(tries, MOST_FLAGS):
        chosen = dict(zip(names, values, strict=True))
        now = {**live, **chosen}
        if all(item.holds(now) for item in asked):
            return chosen
    return {}


def _conditional(body: Body, sent: Collection[str]) -> Iterator[_Asked]:
    """Subsections that a condition decides about."""
    for subsection in body.subsections:
        name = subsection.body.name
        if subsection.looks_at:
            yield _Asked(name in sent, subsection.flag, subsection.expression)
        if name in sent:  # without it, those within are not asked for
            yield from _conditional(subsection.body, sent)


def _values(
    codec: Codec, asked: list[_Asked], key: str, number: Number, live: Mapping[str, Any]
) -> list[int]:
    """Values of a setting that a condition may tell apart, its reset value first: its ends, those
    around each number that it can be compared with, all of a small range, and last those around
    sums and products of such numbers."""
    low, high = number.minimum, number.maximum
    near, far = [low, high], list[int]()
    for item in asked:
        if item.condition is not None and key in item.keys:
            constants = set(numbers(item.condition.expression))
            others = (source for _, source in item.condition.sources if source.key != key)
            near += _compared(item.condition, key, live)
            held = {source.number(live) for source in others if live[source.key] is not None}
            around = sorted({0} | constants | held)
            near += [value + step for value in around for step in (0, 1, -1)]
            # A remainder has each of its values within as many steps as its divisor.
            steps = range(-1, max((item for item in constants if item <= MOST_STEPPED), default=1))
            pairs = list(product(around, repeat=2))
            made = (op(a, b) for op in (add, mul, sub) for a, b in pairs)
            far += [value + step for value in made for step in steps]
    every = range(low, high + 1) if high - low <= MOST_TRIED else ()
    found = dict.fromkeys([int(codec.reset_values[key]), *near, *every, *far])
    fits = [value for value in found if low <= value <= high]
    return list(map(bool, fits)) if number.runtime == "bool" else fits


def _compared(condition: Condition, key: str, live: Mapping[str, Any]) -> Iterator[int]:
    """What a comparison has on the side that does not look at a setting."""
    values = {name: source.number(live) for name, source in condition.sources}
    mine = {name for name, source in condition.sources if source.key == key}
    for part in walk(condition.expression):
        for side in (part.left, part.right) if isinstance(part, Compare) else ():
            if mine.isdisjoint(names(side)):
                yield evaluate(side, values)
