# SPDX-License-Identifier: GPL-2.0-or-later
"""The one walk through an expression, and what is asked of it."""

from __future__ import annotations

import pytest

from vmgen.expression import Not, children, made_of, names, numbers, parse, spelled, walk
from vmgen.expression.simplify import negated

TEXTS = [
    "a",
    "7",
    "not a",
    "a + 1 < b * 2",
    "a and not b or c.d == 0x10",
    "0 <= a < b and (a & 3) % 5 != 2 and not (b or a // 2 > 1)",
]


@pytest.mark.parametrize("text", TEXTS)
def test_an_expression_is_made_of_its_children(text: str) -> None:
    for part in walk(parse(text)):
        assert made_of(part, children(part)) == part
        others = tuple(Not(item) for item in children(part))
        other = made_of(part, others)
        assert children(other) == others and type(other) is type(part)


def test_the_whole_comes_before_its_parts_from_left_to_right() -> None:
    found = [spelled(part) for part in walk(parse("a + 1 < 2 and not b"))]
    assert found[1:] == ["(a + 1) < 2", "a + 1", "a", "1", "2", "not b", "b"]


def test_names_and_numbers_as_often_as_they_are_there() -> None:
    part = parse("0 <= a < b and (a & 3) % 5 != c.d and not b")
    assert list(names(part)) == ["a", "a", "b", "a", "c.d", "b"]
    assert list(numbers(part)) == [0, 3, 5]


def test_other_parts() -> None:
    part = parse("a and b")
    assert made_of(part, [negated(side) for side in children(part)]) == parse("not a and not b")
