# SPDX-License-Identifier: GPL-2.0-or-later
"""The small language of `rules` and `needed`: comparisons, membership, arithmetic, and/or/not.

It is Python's own grammar cut down, so that an expression means the same in the Python codec and in
the Rust that is emitted. Arithmetic cannot overflow in either: the range of every part is known
from the types and ranges of the fields, and one that could leave i128 is refused in the spec.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from vmgen.expression.quote import quote
from vmgen.values import dataclass

Interval = tuple[int, int]

_LIMIT = 1 << 127
_BITS = 128


class ExpressionError(ValueError):
    """The expression is not of the language, or could go wrong when it is evaluated."""


@dataclass(frozen=True, slots=True)
class Number:
    """A constant; `spelling` is how the spec writes it, where that is not decimal."""

    value: int
    spelling: str = field(default="", compare=False)
    called: str = field(default="", compare=False)
    """What the spec says for it, where that is no number: `True`, `Mode.RUN`, `len(fifo)`."""


@dataclass(frozen=True, slots=True)
class Name:
    """What has a number, as Python names it: `a`, `self.a`, `cr.on`, `keys[1][2]`, `len(rx)`."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right` with a number as result."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Invert:
    """`~part`: all bits the other way, those above the number's own too."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` with a truth value as result."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Junction:
    """`and` or `or` over several."""

    op: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`not part`."""

    part: Expression


Expression = Number | Name | Arithmetic | Invert | Compare | Junction | Not

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

NUMBERS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
TRUTHS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def children(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, from left to right."""
    match expression:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return left, right
        case Junction(parts=parts):
            return parts
        case Not(part) | Invert(part):
            return (part,)
    return ()


def made_of(expression: Expression, parts: Sequence[Expression]) -> Expression:
    """The same expression of other parts, as many as `children` has."""
    match expression:
        case Arithmetic(op) | Compare(op):
            return type(expression)(op, *parts)
        case Junction(op):
            return Junction(op, tuple(parts))
        case Not() | Invert():
            return type(expression)(*parts)
    return expression


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and all in it: the whole before its parts, these from left to right."""
    yield expression
    for part in children(expression):
        yield from walk(part)


def names(expression: Expression) -> Iterator[str]:
    """The names in an expression, in order, each as often as it is there."""
    return (part.name for part in walk(expression) if isinstance(part, Name))


def numbers(expression: Expression) -> Iterator[int]:
    """The constants in an expression, likewise."""
    return (part.value for part in walk(expression) if isinstance(part, Number))


def is_truth(expression: Expression) -> bool:
    """Whether the result is a truth value by its form (a name may be a flag)."""
    return isinstance(expression, Compare | Junction | Not)


def spelled(expression: Expression, outermost: bool = True) -> str:
    """The expression as a spec writes it."""
    match expression:
        case Number(value, spelling, called):
            return called or spelling or str(value)
        case Name(name):
            return name
        case Arithmetic(op, left, right) | Compare(op, left, right):
            text = f"{spelled(left, False)} {op} {spelled(right, False)}"
        case Junction(op, parts):
            text = f" {op} ".join(spelled(part, False) for part in parts)
        case Not(part):
            text = f"not {spelled(part, False)}"
        case Invert(part):
            return f"~{spelled(part, False)}"
    return text if outermost else f"({text})"


def _as_number(part: Expression, ranges: Mapping[str, Interval]) -> None:
    """Python's `a and b` is one of the two, which is 0 or 1 only where both are."""
    if isinstance(part, Junction):
        for item in part.parts:
            low, high = interval(item, ranges)
            if low < 0 or high > 1:
                raise ExpressionError(
                    f"{quote(spelled(part))} as a number is one of its parts in Python, not 0 or 1"
                )


def interval(expression: Expression, ranges: Mapping[str, Interval]) -> Interval:
    """The least and greatest result; `ExpressionError` for an overflow or a division by zero."""
    match expression:
        case Number(value):
            if not -_LIMIT <= value < _LIMIT:
                raise ExpressionError("a number does not fit 128 bits")
            return value, value
        case Name(name):
            return ranges[name]
        case Arithmetic(op, left, right):
            _as_number(left, ranges)
            _as_number(right, ranges)
            return _bounded(op, interval(left, ranges), interval(right, ranges))
        case Invert(part):
            low, high = interval(part, ranges)
            if is_truth(part) or (low, high) == (0, 1):
                raise ExpressionError(f"`~` of a flag is -1 or -2 in Python: `not {spelled(part)}`")
            return ~high, ~low
    for part in children(expression):
        if isinstance(expression, Compare):
            _as_number(part, ranges)
        interval(part, ranges)
    return 0, 1


def _bounded(op: str, left: Interval, right: Interval) -> Interval:
    if op in ("//", "%") and right[0] <= 0:
        raise ExpressionError(f"the divisor of `{op}` may be zero or negative")
    if op == "&":
        positive = [side[1] for side in (left, right) if side[0] >= 0]
        if not positive:
            raise ExpressionError("one side of `&` must be a number that is never negative")
        return 0, min(positive)
    if op in ("//", "%", "|", "^", "<<", ">>") and (left[0] < 0 or right[0] < 0):
        raise ExpressionError(f"`{op}` is for numbers that are never negative")
    if op == "%":
        return 0, right[1] - 1
    if op in ("|", "^"):
        most = (1 << max(left[1], right[1]).bit_length()) - 1
        return (max(left[0], right[0]) if op == "|" else 0), most
    if op in ("<<", ">>") and right[1] >= _BITS:
        raise ExpressionError(f"`{op}` may go by {right[1]} bits, and the most is {_BITS - 1}")
    results = [NUMBERS[op](a, b) for a in left for b in right]
    low, high = min(results), max(results)
    if low < -_LIMIT or high >= _LIMIT:
        raise ExpressionError("the result may not fit 128 bits")
    return low, high


def evaluate(expression: Expression, values: Mapping[str, int]) -> int:
    """The result for these values; truth values are 0 and 1."""
    match expression:
        case Number(value):
            return value
        case Name(name):
            return int(values[name])
        case Arithmetic(op, left, right):
            return NUMBERS[op](evaluate(left, values), evaluate(right, values))
        case Compare(op, left, right):
            return int(TRUTHS[op](evaluate(left, values), evaluate(right, values)))
        case Junction(op, parts):
            results = (evaluate(part, values) != 0 for part in parts)
            return int(all(results) if op == "and" else any(results))
        case Not(part):
            return int(evaluate(part, values) == 0)
        case Invert(part):
            return ~evaluate(part, values)
