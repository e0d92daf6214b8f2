# SPDX-License-Identifier: GPL-2.0-or-later
"""Shorter conditions: how they are written, and that each means what it meant."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random
from types import SimpleNamespace

import pytest

from fuzz.conditions import FLAGS
from fuzz.expressions import conditions, read
from fuzz.rows import ENUMS, rows
from vmgen.expression import Compare, Number, evaluate, names, parse, spelled
from vmgen.expression.simplify import mirrored, negated, normal, simplified

OPERATORS = ("<", "<=", ">", ">=", "==", "!=")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a + 0 < b", "a < b"),
        ("0 + a < b", "a < b"),
        ("a - 0 < b", "a < b"),
        ("a * 1 < b", "a < b"),
        ("1 * a < b", "a < b"),
        ("a // 1 < b", "a < b"),
        ("a * -1 < b", "(0 - a) < b"),
        ("-1 * a < b", "(0 - a) < b"),
        ("a * 0 < b", "0 < b"),
        ("0 * a < b", "0 < b"),
        ("a & 0 < b", "0 < b"),
        ("0 & a < b", "0 < b"),
        ("a % 1 < b", "0 < b"),
        ("a | 0 < b", "a < b"),
        ("0 | a < b", "a < b"),
        ("a ^ 0 < b", "a < b"),
        ("0 ^ a < b", "a < b"),
        ("a << 0 < b", "a < b"),
        ("a >> 0 < b", "a < b"),
        ("0 << a < b", "0 < b"),
        ("0 >> a < b", "0 < b"),
        ("a | a < b", "a < b"),
        ("a ^ a < b", "0 < b"),
        ("a << a < b", "(a << a) < b"),
        ("1 << 3 | 2 ^ 3 < b", "9 < b"),
        # Bits below a power of two do not say on which side of it a number is.
        ("a | 3 < 4", "a < 4"),
        ("3 ^ a >= 4", "a >= 4"),
        ("a | 3 <= 3", "a <= 3"),
        ("3 < a ^ 3", "3 < a"),
        ("a | 4 < 4", "(a | 4) < 4"),
        ("a | 3 <= 4", "(a | 3) <= 4"),
        ("a | 3 < 6", "(a | 3) < 6"),
        ("a | 3 == 4", "(a | 3) == 4"),
        ("a & 3 < 4", "(a & 3) < 4"),
        ("0 // (a + 1) < b", "0 < b"),
        ("0 % (a + 1) < b", "0 < b"),
        ("a + -3 < b", "(a - 3) < b"),
        ("a - -3 < b", "(a + 3) < b"),
        ("a + 3 < b", "(a + 3) < b"),
        ("a - a < b", "0 < b"),
        ("a & a < b", "a < b"),
        ("(a + 1) // (a + 1) < b", "1 < b"),
        ("(a + 1) % (a + 1) < b", "0 < b"),
        ("a + a < b", "(a + a) < b"),
        ("2 + 3 * 4 < b", "14 < b"),
        # One more, or less, and an equal: an order without it.
        ("a + 1 <= b", "a < b"),
        ("1 + a <= b", "a < b"),
        ("a <= b - 1", "a < b"),
        ("b >= a + 1", "b > a"),
        ("b >= 1 + a", "b > a"),
        ("b - 1 >= a", "b > a"),
        ("a + 1 >= b", "(a + 1) >= b"),
        ("a - 1 <= b", "(a - 1) <= b"),
        ("a + 2 <= b", "(a + 2) <= b"),
        ("a + 1 < b", "(a + 1) < b"),
        ("a == a", "1"),
        ("a < a", "0"),
        ("a <= a", "1"),
        ("a >= a", "1"),
        ("a > a", "0"),
        ("a != a", "0"),
        ("3 < 4", "1"),
        ("4 < 4", "0"),
        ("1 - a < b", "(1 - a) < b"),
        ("a + b - c + d == 0", "(((a + b) - c) + d) == 0"),
        ("a * 2 // 2 % 2 & 2 == 2", "((((a * 2) // 2) % 2) & 2) == 2"),
        ("2 // a < b", "(2 // a) < b"),
        ("a // -1 < b", "(a // -1) < b"),
        ("0 - a < b", "(0 - a) < b"),
        ("1 // a < b", "(1 // a) < b"),
        ("a * a < b", "(a * a) < b"),
        # One `and` of an `and`, and none of one part.
        ("a and (b and c)", "a and b and c"),
        ("(a or b) or c", "a or b or c"),
        ("a and (b or c)", "a and (b or c)"),
        ("a or a", "a"),
        ("a and b and a", "a and b"),
        ("a and 1", "a"),
        ("a and 2 < 3 and b", "a and b"),
        ("a and 0", "0"),
        ("a or 1", "1"),
        ("a or 0", "a"),
        ("1 and 1 < 2", "1"),
        ("0 or 2 < 1", "0"),
        ("not (not a)", "a"),
        ("not 0", "1"),
        ("not 5", "0"),
        ("not a", "not a"),
        ("not a < b", "a >= b"),
        ("not (a and b + 0)", "not (a and b)"),
        # Several comparisons of the same two sides, among others.
        ("a < b and c and a <= b", "(a < b) and c"),
        ("c or a < b or b < a", "c or (a != b)"),
        ("a < b and a < c", "(a < b) and (a < c)"),
        ("a < b and c < b", "(a < b) and (c < b)"),
        ("a < b and b < c and c < a", "(a < b) and (b < c) and (c < a)"),
    ],
)
def test_written_shorter(text: str, short: str) -> None:
    assert spelled(simplified(parse(text))) == short


@pytest.mark.parametrize("word", ["and", "or"])
@pytest.mark.parametrize(("first", "second"), list(product(OPERATORS, OPERATORS)))
def test_two_comparisons_of_the_same_sides_are_one(word: str, first: str, second: str) -> None:
    """Or none: what is always the same. Whichever side is the left one."""
    for text in (f"a {first} b {word} a {second} b", f"a {first} b {word} b {second} a"):
        one = simplified(parse(text))
        assert isinstance(one, Compare | Number)
        for values in ({"a": 1, "b": 2}, {"a": 2, "b": 2}, {"a": 2, "b": 1}):
            assert evaluate(one, values) == evaluate(parse(text), values), (text, one)
            assert isinstance(one, Number) or evaluate(mirrored(one), values) == evaluate(
                one, values
            )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f < g", "(not f) and g"),
        ("f > g", "f and (not g)"),
        ("f <= g", "(not f) or g"),
        ("f >= g", "f or (not g)"),
        ("f == g", "f == g"),
        ("f != g", "f != g"),
        ("f < (a < 3)", "(not f) and (a < 3)"),
        ("(a < 3) < (b < 3)", "(a >= 3) and (b < 3)"),
        ("(f and g) < (f or a > 1)", "(not (f and g)) and (f or (a > 1))"),
        ("not f < g", "f or (not g)"),
        ("not (f and not g)", "(not f) or g"),
        ("not (f or g)", "(not f) and (not g)"),
        ("not (f and (g or a < b))", "(not f) or ((not g) and (a >= b))"),
        ("(f < g) < f", "(not ((not f) and g)) and f"),
        ("(f < g) == f", "((not f) and g) == f"),
        ("(f < g) + a < 3", "(((not f) and g) + a) < 3"),
        # Of numbers they stay.
        ("f < a", "f < a"),
        ("a < f", "a < f"),
        ("a < b", "a < b"),
        ("(f < g) < a", "((not f) and g) < a"),
        ("a < (f < g)", "a < ((not f) and g)"),
    ],
)
def test_orders_of_truth_values_are_written_with_and_and_or(text: str, expected: str) -> None:
    assert spelled(normal(parse(text), {"f", "g"}.__contains__)) == expected


def test_each_means_what_it_meant() -> None:
    """Of random conditions, for states near the ends of their types."""
    states = rows(Random(5))
    flags = [*FLAGS, "r.on"]
    for text in conditions(Random(5), 150):
        parsed = read(text)
        forms = [simplified(parsed), normal(parsed, flags.__contains__)]
        opposite = negated(parsed)
        for row, was in pairwise(states[:60]):
            known = {**row, "self": SimpleNamespace(**was), **ENUMS, "len": len}
            values = {name: int(eval(name, known)) for name in names(parsed)}
            wanted = evaluate(parsed, values) != 0
            assert all((evaluate(form, values) != 0) is wanted for form in forms), (text, values)
            assert (evaluate(opposite, values) != 0) is not wanted, (text, values)
