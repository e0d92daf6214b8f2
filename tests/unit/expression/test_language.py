# SPDX-License-Identifier: GPL-2.0-or-later
"""The language of conditions: what is of it, and what may come out of it."""

from __future__ import annotations

import pytest

from vmgen.expression import ExpressionError, parse


@pytest.mark.parametrize(
    "text", ["not " * 5000 + "a", "(" * 500 + "a" + ")" * 500, "a" + "+a" * 20_000]
)
def test_a_deep_expression_is_no_traceback(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"too deeply nested|too many nested parentheses"):
        parse(text)
