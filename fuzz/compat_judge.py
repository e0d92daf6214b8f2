# SPDX-License-Identifier: GPL-2.0-or-later
"""What really comes of two layouts: states saved by one are loaded by the other, in the codec."""

from __future__ import annotations

import copy
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vmgen.codec.errors import WireError
from vmgen.codec.leaves import assign, at, bounds, leaves, owners
from vmgen.codec.load import FOOTER, Loader
from vmgen.codec.save import Saver
from vmgen.layout import Body, Number, bare


@dataclass(frozen=True)
class Sided:
    """A layout with the values of a reset device."""

    body: Body
    reset: Mapping[str, Any]

    def save(self, values: Mapping[str, Any], version: int) -> bytes:
        """The section of a state."""
        saver = Saver()
        saver.body(self.body, version, values)
        return bytes(saver.data)

    def load(self, data: bytes, version: int) -> dict[str, Any]:
        """The state after a load into a reset device; `WireError`."""
        live = copy.deepcopy(dict(self.reset))
        Loader(data, FOOTER).section(self.body, version, live, dict(self.reset))
        return live

    def states(self, rng: random.Random, many: int) -> Iterator[dict[str, Any]]:
        """States that break no rule, with values at the ends of their ranges and between."""
        found = list(leaves(self.body))
        yield copy.deepcopy(dict(self.reset))
        for _ in range(many):
            values = copy.deepcopy(dict(self.reset))
            for leaf in found:
                if rng.random() < 0.8:
                    assign(values, leaf.keys, _value(leaf, rng, values))
            if self._holds(values):
                yield values

    def _holds(self, values: Mapping[str, Any]) -> bool:
        return all(
            rule.holds(item, before)
            for owner in owners(self.body)
            for rule in owner.body.rules
            for item, before in zip(
                at(dict(values), owner.keys), at(dict(self.reset), owner.keys), strict=True
            )
        )


def _value(leaf: Any, rng: random.Random, values: Mapping[str, Any]) -> Any:
    field, element = leaf.field, leaf.element
    if leaf.ring is not None:
        return rng.choice([value for _, value in bounds(leaf)])

    def one() -> Any:
        edges = [value for _, value in bounds(leaf)]
        if isinstance(element, Number) and element.variants is None and rng.random() < 0.75:
            value = rng.choice([rng.randint(element.minimum, element.maximum), *_small(rng)])
            value = element.restored(value)
            if element.minimum <= value <= element.maximum and element.accepts(value):
                return bool(value) if element.runtime == "bool" else value
        return rng.choice(edges) if edges else None

    if field.count is None:
        value = one()
        return field.reset[0] if value is None and not edges_none(leaf) else value
    now = at(dict(values), leaf.keys[:-1])[0][leaf.keys[-1]]
    return _listed(now, one)


def _small(rng: random.Random) -> tuple[int, int]:
    """What conditions compare with, most often."""
    return rng.randint(0, 5), rng.randint(0, 9)


def edges_none(leaf: Any) -> bool:
    """Whether None is a value of it."""
    return any(value is None for _, value in bounds(leaf)) or not isinstance(leaf.element, Number)


def _listed(now: Any, one: Any) -> Any:
    return [_listed(item, one) for item in now] if isinstance(now, list) else one()


@dataclass
class Seen:
    """What came of all states."""

    ok: int = 0
    refused: dict[str, int] | None = None
    wrong: list[str] | None = None

    @property
    def fine(self) -> bool:
        """Whether every state loaded, with what both sides have."""
        return not self.refused and not self.wrong


def judge(
    writer: Sided,
    reader: Sided,
    version: int,
    states: Iterator[dict[str, Any]],
    renamed: Collection[str] | None = None,
    called: Mapping[str, str] | None = None,
) -> Seen:
    """What the reader makes of the writer's sections.

    What the writer itself makes of them is what is right: some of a state is not sent. With
    `renamed` what only the reader has must be as after a reset, but for these names; what is
    `called` otherwise there must have its value, too.
    """
    empty = {path for path, value in flat(writer.reset) if value == []}
    seen = Seen(0, {}, [])
    assert seen.refused is not None and seen.wrong is not None
    for values in states:
        try:
            data = writer.save(values, version)
            meant = writer.load(data, version)
        except WireError:
            continue
        try:
            got = reader.load(data, version)
        except WireError as error:
            seen.refused[error.error_class] = seen.refused.get(error.error_class, 0) + 1
            continue
        one, other = dict(flat(meant)), dict(flat(got))
        differ = [
            f"{path}: {one[path]} became {other[twin]}"
            for path, twin in (*twins(one, other), *_called(one, other, called or {}))
            if not _same(one[path], other[twin], queues=path in empty)
        ]
        if renamed is not None:
            differ += _odd(one, other, reader, renamed)
        seen.wrong += differ
        seen.ok += not differ
    return seen


def _called(
    one: Mapping[str, Any], other: Mapping[str, Any], called: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Paths of the same thing under two names, of which one is in the same place as the other."""
    for path in one:
        there = called.get(bare(path), "").rpartition(".")[2]
        twin = "".join([*path.rpartition(".")[:2], there])
        alike = isinstance(one[path], list) == isinstance(other.get(twin), list)
        if there and twin in other and alike:
            yield path, twin


def _odd(
    one: Mapping[str, Any], got: Mapping[str, Any], reader: Sided, renamed: Collection[str]
) -> list[str]:
    """What has a value that nobody sent."""
    reset, known = dict(flat(reader.reset)), dict(twins(one, got))
    longer = [
        f"{twin} became {got[twin]}"
        for path, twin in known.items()
        if isinstance(got[twin], list) and reset[twin]
        if got[twin][len(one[path]) :] != reset[twin][len(one[path]) :]
    ]
    return longer + [
        f"{path} became {value}"
        for path, value in got.items()
        if path not in known.values() and bare(path) not in renamed and value != reset[path]
    ]


def _same(one: Any, other: Any, *, queues: bool) -> bool:
    """Whether it is the same value; of arrays, as far as both go."""
    if isinstance(one, list) and isinstance(other, list) and not queues:
        return all(_same(*pair, queues=False) for pair in zip(one, other, strict=False))
    return bool(one == other)


def flat(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of every leaf; a list of numbers is one value."""
    for key, value in values.items():
        place = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{place}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, item in enumerate(value):
                yield from flat(item, f"{place}[{index}].")
        else:
            yield place, value


def twins(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Paths of the same thing: the same path, or the only ones that end in the same name."""
    for path in one:
        if path in other:
            yield path, path
            continue
        tail = path.rpartition(".")[2]
        ends = [[it for it in side if it.rpartition(".")[2] == tail] for side in (one, other)]
        if len(ends[0]) == len(ends[1]) == 1:
            yield path, ends[1][0]
