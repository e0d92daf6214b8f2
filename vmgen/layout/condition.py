# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules and conditions of subsections: expressions over the numbers that travel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vmgen.expression.language import Expression, evaluate


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name of an expression has its number: some bits of a field."""

    key: str
    shift: int = 0
    mask: int = -1
    force: int = 0
    """Bits that a restore sets."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that is true or false of a struct or device."""

    text: str
    expression: Expression
    sources: tuple[tuple[str, Source], ...]

    def holds(self, number: Callable[[str], int]) -> bool:
        """Whether it is true; `number` gives the number of a field by its key."""
        values = {
            name: number(source.key) >> source.shift & source.mask | source.force
            for name, source in self.sources
        }
        return evaluate(self.expression, values) != 0
