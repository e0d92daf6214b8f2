# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of one number, as values: printed on an expression, and negated as a value.

An end that the type has by itself is not compared with, and at the other end of the type the
comparison is one for equality: `x < 1` of a number without a sign is `x == 0`.
"""

from __future__ import annotations

from dataclasses import replace

from vmgen.expression import Compare, Expression, Name
from vmgen.layout import SCALARS
from vmgen.model.nodes import Field
from vmgen.values import dataclass

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number is compared with another."""

    op: str
    number: str

    @property
    def negated(self) -> Test:
        """The opposite."""
        return replace(self, op=_OPPOSITE[self.op])

    def on(self, value: str) -> str:
        """The test of an expression."""
        return f"{value} {self.op} {self.number}"

    def of_any(self, array: str) -> str:
        """The test that it holds for any element of an array."""
        if self.op == "==":
            return f"{array}.contains(&{self.number})"
        return f"{array}.iter().any(|&item| {self.on('item')})"


@dataclass(frozen=True, slots=True)
class Between:
    """A number is between two others, both included; or `outside` of them."""

    low: str
    high: str
    outside: bool = False

    @property
    def negated(self) -> Test:
        """The opposite."""
        return replace(self, outside=not self.outside)

    def on(self, value: str) -> str:
        """The test of an expression."""
        return self._contains(f"&{value}")

    def of_any(self, array: str) -> str:
        """The test that it holds for any element of an array."""
        return f"{array}.iter().any(|item| {self._contains('item')})"

    def _contains(self, reference: str) -> str:
        return f"{'!' * self.outside}({self.low}..={self.high}).contains({reference})"


Test = Comparison | Between


@dataclass(frozen=True, slots=True)
class Reach:
    """What a type can hold, or several together."""

    least: int
    most: int

    @classmethod
    def of(cls, *scalars: str) -> Reach:
        """What all of these scalars can hold."""
        infos = [SCALARS[name] for name in scalars]
        return cls(max(info.minimum for info in infos), min(info.maximum for info in infos))


def in_range(low: int | None, high: int | None, reach: Reach) -> Test | None:
    """The test that a number is in the range; None where it always is."""
    low = reach.least if low is None else max(low, reach.least)
    high = reach.most if high is None else min(high, reach.most)
    if low == high:
        return Comparison("==", str(low))
    if low > reach.least and high < reach.most:
        return Between(str(low), str(high))
    if low > reach.least:
        after_least = low == reach.least + 1
        return Comparison("!=", str(reach.least)) if after_least else Comparison(">=", str(low))
    if high < reach.most:
        before_most = high == reach.most - 1
        return Comparison("!=", str(reach.most)) if before_most else Comparison("<=", str(high))
    return None


def out_of_range(field: Field, *scalars: str) -> Test | None:
    """The test that a field's number is refused; None where none is.

    `scalars` are the type of the number, and that of the number that it was made of: neither holds
    more than its range.
    """
    reach = Reach.of(*scalars)
    if reach.least == 0 and field.kind.nonzero:
        reach = replace(reach, least=1)
    taken = in_range(field.minimum, field.maximum, reach)
    return None if taken is None else taken.negated


@dataclass(frozen=True, slots=True)
class Within(Compare):
    """A name inside of a range, or outside: several comparisons as one."""

    name: str = ""
    low: int = 0
    high: int = 0
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The numbers between two ends, both included."""

    name: str
    low: int
    high: int

    def joined(self, other: Bound) -> Bound:
        """What both leave."""
        return Bound(self.name, max(self.low, other.low), min(self.high, other.high))

    def expression(self, *, opposite: bool) -> Expression:
        """The condition that a number is one of them, or none of them."""
        name = Name(self.name)
        return Within("==", name, name, self.name, self.low, self.high, opposite)
