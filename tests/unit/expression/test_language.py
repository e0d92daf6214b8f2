# SPDX-License-Identifier: GPL-2.0-or-later
"""The language of conditions: what is of it, and what may come out of it."""

from __future__ import annotations

import pytest

from vmgen.expression import ExpressionError, interval, parse


@pytest.mark.parametrize(
    "text", ["not " * 5000 + "a", "(" * 500 + "a" + ")" * 500, "a" + "+a" * 20_000]
)
def test_a_deep_expression_is_no_traceback(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"too deeply nested|too many nested parentheses"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(a and f) + 1 > 0",
        "1 + (a or f) > 0",
        "(a and f) == 1",
        "1 < (f or a)",
        "(f or (a + 1)) * 2 == 4",
    ],
)
def test_and_as_a_number_is_one_of_its_parts_in_python(text: str) -> None:
    """With parts that are 0 or 1 it is a truth value; with others not what Rust would have."""
    with pytest.raises(ExpressionError, match="as a number is one of its parts in Python"):
        interval(parse(text), {"a": (0, 255), "f": (0, 1)})
    interval(parse(text.replace("(a + 1)", "a")), {"a": (0, 1), "f": (0, 1)})
