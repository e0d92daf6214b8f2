# SPDX-License-Identifier: GPL-2.0-or-later
"""Shorter expressions that mean the same, and expressions that say nothing.

Rust's lints object to what is always true, to `x + 0`, to `x == x` and to `a + 1 <= b`. What cannot
be what an author meant is refused in the spec (`idle`); the rest is written shorter (`simplified`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from vmgen.expression import (
    NEGATED,
    NUMBERS,
    TRUTHS,
    Arithmetic,
    Compare,
    Expression,
    ExpressionError,
    Interval,
    Invert,
    Junction,
    Name,
    Not,
    Number,
    children,
    interval,
    is_truth,
    made_of,
    spelled,
    walk,
)
from vmgen.expression.quote import quote

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ORDERS = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
    "==": frozenset({0}),
    "!=": frozenset({-1, 1}),
}
"""How the left side may compare with the right one."""
_AS_JUNCTION = {"<": ("and", True), "<=": ("or", True), ">": ("and", False), ">=": ("or", False)}
"""How truth values compare, and whether it is the first one whose opposite is taken."""
_MOST_ATOMS = 8


# -- shorter ---------------------------------------------------------------------------------------


def simplified(part: Expression) -> Expression:
    """An expression with the same result, without parts that change nothing."""
    match part:
        case Arithmetic(op, left, right):
            return _arithmetic(op, simplified(left), simplified(right))
        case Compare(op, left, right):
            return _compare(op, simplified(left), simplified(right))
        case Junction(op, parts):
            return _junction(op, [simplified(item) for item in parts])
        case Not(inner):
            return negated(simplified(inner))
        case Invert(Invert(inner)):
            return simplified(inner)
        case Invert(inner):
            return Invert(simplified(inner))
    return part


def normal(part: Expression, is_flag: Callable[[str], bool]) -> Expression:
    """Simplified, and without orders of two truth values: false is less than true."""

    def truth(side: Expression) -> bool:
        return is_flag(side.name) if isinstance(side, Name) else is_truth(side)

    def converted(item: Expression) -> Expression:
        match item:
            case Compare(op, left, right) if op in _AS_JUNCTION:
                left, right = converted(left), converted(right)
                if not (truth(left) and truth(right)):
                    return Compare(op, left, right)
                word, first = _AS_JUNCTION[op]
                one, other = (negated(left), right) if first else (left, negated(right))
                return Junction(word, (one, other))
            case Not(Junction(op, parts)):
                other_word = "or" if op == "and" else "and"
                return converted(Junction(other_word, tuple(negated(side) for side in parts)))
            case Not(inner):
                return negated(converted(inner))
        return made_of(item, [converted(side) for side in children(item)])

    return simplified(converted(simplified(part)))


def negated(part: Expression) -> Expression:
    """The opposite of a condition."""
    match part:
        case Not(inner):
            return inner
        case Number(value):
            return Number(int(not value))
        case Compare(op, left, right):
            return Compare(NEGATED[op], left, right)
    return Not(part)


def mirrored(part: Compare) -> Compare:
    """The same comparison with its sides changed."""
    return Compare(_MIRRORED[part.op], part.right, part.left)


def _arithmetic(op: str, left: Expression, right: Expression) -> Expression:
    match op, left, right:
        case _, Number(a), Number(b):
            return Number(NUMBERS[op](a, b))
        case ("+" | "|" | "^"), Number(0), other:
            return other
        case ("|" | "^" | "<<" | ">>"), other, Number(0):
            return other
        case "*", Number(1), other:
            return other
        case ("*" | "//"), other, Number(1):
            return other
        case ("*", Number(-1), other) | ("*", other, Number(-1)):
            return Arithmetic("-", Number(0), other)
        case ("*", Number(0), _) | ("*", _, Number(0)) | ("&", Number(0), _) | ("&", _, Number(0)):
            return Number(0)
        case ("%", _, Number(1)) | (("//" | "%" | "<<" | ">>"), Number(0), _):
            return Number(0)
        case ("+" | "-"), other, Number(value) if value <= 0:
            opposite = "-" if op == "+" else "+"
            return Arithmetic(opposite, other, Number(-value)) if value else other
    if left == right and op in ("-", "^", "&", "|", "//", "%"):
        return {"//": Number(1), "&": left, "|": left}.get(op, Number(0))
    return Arithmetic(op, left, right)


def _compare(op: str, left: Expression, right: Expression) -> Expression:
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(int(TRUTHS[op](left.value, right.value)))
    if left == right:
        return Number(int(0 in _ORDERS[op]))
    if op in ("<=", ">="):
        small, great = (left, right) if op == "<=" else (right, left)
        match small, great:
            case (Arithmetic("+", Number(1), low) | Arithmetic("+", low, Number(1))), high:
                return Compare("<", low, high) if op == "<=" else Compare(">", high, low)
            case low, Arithmetic("-", high, Number(1)):
                return Compare("<", low, high) if op == "<=" else Compare(">", high, low)
    return _without_low_bits(Compare(op, left, right))


def _without_low_bits(part: Compare) -> Compare:
    """`a | 1 > 3` is `a > 3`: bits below a power of two do not say on which side of it a is."""
    for way in (part, mirrored(part)):
        match way:
            case Compare(
                "<" | ">=" | "<=" | ">" as op, Arithmetic("|" | "^", one, other), Number(value)
            ):
                power = value + (op in ("<=", ">"))
                for mask, rest in ((one, other), (other, one)):
                    low = isinstance(mask, Number) and 0 <= mask.value < power
                    if low and power & (power - 1) == 0:
                        found = Compare(op, rest, way.right)
                        return found if way is part else mirrored(found)
    return part


def _junction(op: str, parts: Sequence[Expression]) -> Expression:
    """Without constants, repetitions, and several comparisons of the same two sides."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, Junction) and part.op == op else [part]
    found: list[Expression] = []
    for part in flat:
        _put(op, part, found)
    ending = op == "or"
    if any(isinstance(part, Number) and bool(part.value) is ending for part in found):
        return Number(int(ending))
    found = [part for part in found if not isinstance(part, Number)]
    if not found:
        return Number(int(not ending))
    return found[0] if len(found) == 1 else Junction(op, tuple(found))


def _put(op: str, part: Expression, found: list[Expression]) -> None:
    """One more part: joined with what compares the same, or at the end."""
    if part in found:
        return
    if isinstance(part, Compare):
        for at, other in enumerate(found):
            if isinstance(other, Compare):
                same = part if part.left == other.left else mirrored(part)
                if (same.left, same.right) == (other.left, other.right):
                    found[at] = _both(op, other, same)
                    return
    found.append(part)


def _both(op: str, first: Compare, second: Compare) -> Expression:
    a, b = _ORDERS[first.op], _ORDERS[second.op]
    orders = a & b if op == "and" else a | b
    if not orders or len(orders) == 3:
        return Number(int(bool(orders)))
    word = next(word for word, item in _ORDERS.items() if item == orders)
    return Compare(word, first.left, first.right)


# -- nothing ---------------------------------------------------------------------------------------


def idle(part: Expression, ranges: Mapping[str, Interval]) -> str:
    """What of a condition changes nothing, in words; empty where every part of it counts.

    `ranges` are those of the types of the names. An end that the type has by itself, as in
    `0 <= x < 5`, is no fault.
    """
    part = _without_ends(part, ranges)
    for item in _comparisons(part):
        always = constant(item, ranges)
        if always is not None:
            return f"{quote(spelled(item))} is always {str(always).lower()}"
    part = normal(part, lambda name: ranges[name] == (0, 1))
    if isinstance(part, Number):
        return f"it is always {str(bool(part.value)).lower()}"
    atoms = list(dict.fromkeys(_known_as(atom)[0] for atom, _ in _occurrences(part)))
    if len(atoms) > _MOST_ATOMS:
        return ""
    rows = [dict(zip(atoms, row, strict=True)) for row in product((False, True), repeat=len(atoms))]
    results = [_truth(part, row) for row in rows]
    for atom, others in _occurrences(part):
        if any(results == [_truth(other, row) for row in rows] for other in others):
            return f"{quote(spelled(atom))} makes no difference"
    return next((found for side in _sides(part) if (found := idle(side, ranges))), "")


def _without_ends(part: Expression, ranges: Mapping[str, Interval]) -> Expression:
    """The condition without the comparisons of an `and` that are always true."""
    if isinstance(part, Not):
        return Not(_without_ends(part.part, ranges))
    if not isinstance(part, Junction):
        return part
    parts = [_without_ends(item, ranges) for item in part.parts]
    if part.op == "and":
        count = [
            item
            for item in parts
            if not isinstance(item, Compare) or constant(item, ranges) is not True
        ]
        parts = count or parts
    return Junction(part.op, tuple(parts))


def _comparisons(part: Expression) -> Iterator[Compare]:
    return (item for item in walk(part) if isinstance(item, Compare))


def constant(part: Compare, ranges: Mapping[str, Interval]) -> bool | None:
    """The only result that a comparison has; None where it has both."""
    short = simplified(part)
    if isinstance(short, Number):
        return bool(short.value)
    assert isinstance(short, Compare)
    op, left, right = short.op, short.left, short.right
    try:
        (low, high), (least, most) = interval(left, ranges), interval(right, ranges)
    except ExpressionError:  # only the ranges of the spec keep it from an overflow
        return None
    orders = {order for order, can in ((-1, low < most), (1, high > least)) if can}
    if low <= most and least <= high and not _never_equal(left, right):
        orders.add(0)
    if orders <= _ORDERS[op]:
        return True
    return None if orders & _ORDERS[op] else False


def _never_equal(left: Expression, right: Expression) -> bool:
    """Whether one side is a number with a bit that the mask of the other takes away, or without
    one that it sets."""
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Arithmetic) and side.op in ("&", "|") and isinstance(other, Number):
            masks = [_constant(part) for part in (side.left, side.right)]
            value, bits = (other.value, -1) if side.op == "&" else (~other.value, 0)
            return any(mask is not None and value & (mask ^ bits) != 0 for mask in masks)
    return False


def _constant(part: Expression) -> int | None:
    """The number that a part always is, as it is written."""
    match part:
        case Number(value):
            return value
        case Invert(Number(value)):
            return ~value
    return None


def _sides(part: Expression) -> Iterator[Expression]:
    """Conditions that are compared."""
    for item in _comparisons(part):
        yield from (side for side in (item.left, item.right) if isinstance(side, Junction | Not))


def _occurrences(part: Expression) -> Iterator[tuple[Expression, tuple[Expression, Expression]]]:
    """What `and`, `or` and `not` join, and for each the whole with it as false and as true."""
    match part:
        case Junction(op, parts):
            for at, item in enumerate(parts):
                before, behind = parts[:at], parts[at + 1 :]
                for atom, (false, true) in _occurrences(item):
                    yield atom, (
                        Junction(op, (*before, false, *behind)),
                        Junction(op, (*before, true, *behind)),
                    )
        case Not(inner):
            for atom, (false, true) in _occurrences(inner):
                yield atom, (Not(false), Not(true))
        case _:
            yield part, (Number(0), Number(1))


def _known_as(part: Expression) -> tuple[Expression, bool]:
    """What stands for a part in a table of truth, and whether as its opposite."""
    if not isinstance(part, Compare):
        return part, False
    opposite = part.op in ("!=", ">=", ">")
    return (Compare(NEGATED[part.op], part.left, part.right) if opposite else part), opposite


def _truth(part: Expression, values: Mapping[Expression, bool]) -> bool:
    match part:
        case Junction(op, parts):
            results = (_truth(item, values) for item in parts)
            return all(results) if op == "and" else any(results)
        case Not(inner):
            return not _truth(inner, values)
        case Number(value):
            return bool(value)
    known, opposite = _known_as(part)
    return values[known] is not opposite
