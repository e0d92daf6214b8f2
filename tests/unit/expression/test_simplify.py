# SPDX-License-Identifier: GPL-2.0-or-later
"""Shorter conditions: how they are written, and that each means what it meant."""

from __future__ import annotations

from random import Random

import pytest

from fuzz.expressions import FLAGS, conditions, rows
from vmgen.expression.language import evaluate, names, parse, spelled
from vmgen.expression.simplify import negated, normal, simplified


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
        ("3 < 4", "1"),
        ("4 < 4", "0"),
    ],
)
def test_written_shorter(text: str, short: str) -> None:
    assert spelled(simplified(parse(text))) == short


def test_each_means_what_it_meant() -> None:
    """Of random conditions, for states near the ends of their types."""
    states = rows(Random(5))
    flags = [*FLAGS, "r.on"]
    for text in conditions(Random(5), 150):
        parsed = parse(text)
        forms = [simplified(parsed), normal(parsed, flags.__contains__)]
        opposite = negated(parsed)
        for row in states[:60]:
            values = {name: _value(row, name) for name in names(parsed)}
            wanted = evaluate(parsed, values) != 0
            assert all((evaluate(form, values) != 0) is wanted for form in forms), (text, values)
            assert (evaluate(opposite, values) != 0) is not wanted, (text, values)


def _value(row: object, name: str) -> int:
    key, _, part = name.partition(".")
    value = row[key]  # type: ignore[index]
    return int(getattr(value, part) if part else value)
