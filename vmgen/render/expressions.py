# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of rules and `needed` as Rust conditions.

The spec's check has shown that nothing leaves i128; here the narrower i64 is taken where it is
enough, and no conversion at all where two sides of a comparison already have one type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vmgen.model.expression import (
    NEGATED,
    Arithmetic,
    Compare,
    Expression,
    Interval,
    Junction,
    Name,
    Not,
    Number,
    interval,
    names,
    parse,
)
from vmgen.model.types import SCALARS

_I64 = SCALARS["i64"]
_RUST = {"//": "/"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name in Rust: the expression and its type."""

    text: str
    type: str


Leaves = Callable[[str], Leaf]


def condition(
    text: str, ranges: Mapping[str, Interval], leaves: Leaves, *, negated: bool = False
) -> str:
    """The Rust condition for an expression, or for its opposite."""
    return _Emitter(ranges, leaves).truth(parse(text), negated)


def _binds(side: Expression) -> bool:
    """Whether an operand of + or - needs no brackets of its own."""
    return isinstance(side, Arithmetic) and side.op in ("*", "//", "%")


class _Emitter:
    def __init__(self, ranges: Mapping[str, Interval], leaves: Leaves) -> None:
        self._ranges = ranges
        self._leaves = leaves

    def truth(self, part: Expression, negated: bool) -> str:
        match part:
            case Not(inner):
                return self.truth(inner, not negated)
            case Junction(op, parts):
                conjunction = (op == "and") != negated
                texts = [self._inner(item, conjunction, negated) for item in parts]
                return (" && " if conjunction else " || ").join(texts)
            case Compare(op, left, right):
                return self._compare(NEGATED[op] if negated else op, left, right)
            case Name(name):
                leaf = self._leaves(name)
                if leaf.type == "bool":
                    return f"{'!' * negated}{leaf.text}"
                return f"{leaf.text} {'==' if negated else '!='} 0"
        raise AssertionError(f"{part} is no condition")

    def _inner(self, part: Expression, conjunction: bool, negated: bool) -> str:
        """A part of && or ||; an || inside an && needs brackets."""
        text = self.truth(part, negated)
        while isinstance(part, Not):
            part, negated = part.part, not negated
        if isinstance(part, Junction) and ((part.op == "and") != negated) != conjunction:
            return f"({text})"
        return text

    def _compare(self, op: str, left: Expression, right: Expression) -> str:
        direct = self._direct(op, left, right)
        if direct:
            return direct
        wide = self._width(left, right)
        return f"{self._number(left, wide, True)} {op} {self._number(right, wide, True)}"

    def _direct(self, op: str, left: Expression, right: Expression) -> str:
        """A comparison that needs no conversion; empty where it does."""
        sides = [self._leaves(side.name) for side in (left, right) if isinstance(side, Name)]
        constants = [side.value for side in (left, right) if isinstance(side, Number)]
        if len(sides) + len(constants) != 2 or not sides:
            return ""
        type_ = sides[0].type
        if type_ == "bool" or any(leaf.type != type_ for leaf in sides):
            return ""
        info = SCALARS[type_]
        if not all(info.minimum <= value <= info.maximum for value in constants):
            return ""
        return " ".join((self._plain(left), op, self._plain(right)))

    def _plain(self, side: Expression) -> str:
        if isinstance(side, Number):
            return str(side.value)
        assert isinstance(side, Name)
        return self._leaves(side.name).text

    def _width(self, *sides: Expression) -> str:
        """i64 where every part of the sides fits, else i128."""
        for side in sides:
            if any(SCALARS[self._leaves(name).type].maximum > _I64.maximum for name in names(side)):
                return "i128"
            if not all(_I64.minimum <= end <= _I64.maximum for end in self._reach(side)):
                return "i128"
        return "i64"

    def _reach(self, side: Expression) -> list[int]:
        """The ends of the ranges of the side and of all its parts."""
        found = list(interval(side, self._ranges))
        if isinstance(side, Arithmetic):
            found += [*self._reach(side.left), *self._reach(side.right)]
        return found

    def _number(self, side: Expression, wide: str, outermost: bool = False) -> str:
        match side:
            case Number(value):
                return str(value)
            case Name(name):
                leaf = self._leaves(name)
                if leaf.type == wide:
                    return leaf.text
                if leaf.type == "usize":
                    return f"{leaf.text} as {wide}"
                return f"{wide}::from({leaf.text})"
            case Arithmetic(op, left, right):
                text = " ".join(
                    (
                        self._number(left, wide, op in "+-" and _binds(left)),
                        _RUST.get(op, op),
                        self._number(right, wide, op == "+" and _binds(right)),
                    )
                )
                return text if outermost and op != "&" else f"({text})"
        raise AssertionError(f"{side} is no number")
