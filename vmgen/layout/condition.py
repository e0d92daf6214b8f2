# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules and conditions of subsections: expressions over the numbers of a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vmgen.expression.language import Expression, evaluate
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name of an expression has its number: some bits of what lies in a state."""

    key: str
    shift: int = 0
    mask: int = -1
    force: int = 0
    """Bits that a restore sets."""
    inside: tuple[str | int, ...] = ()
    """The way on from the key: keys of structs and elements of arrays."""
    now: bool = False
    """What was there before a load, whatever arrived."""
    length: bool = False
    """How many items are there."""

    @property
    def whole(self) -> bool:
        """Whether it is all of a number that a key has."""
        return not (self.inside or self.shift or self.length or self.now) and self.mask == -1

    def number(self, values: Mapping[str, Any]) -> int:
        """The number in these values."""
        found = values[self.key]
        for step in self.inside:
            found = found[step]
        return len(found) if self.length else int(found) >> self.shift & self.mask | self.force


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that is true or false of a struct or device."""

    text: str
    expression: Expression
    sources: tuple[tuple[str, Source], ...]

    def holds(self, values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> bool:
        """Whether it is true of these values of a state; `before` are those before a load."""
        before = values if before is None else before
        numbers = {
            name: source.number(before if source.now else values) for name, source in self.sources
        }
        return evaluate(self.expression, numbers) != 0
