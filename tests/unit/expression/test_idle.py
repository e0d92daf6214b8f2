# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions that say nothing, or have a part that says nothing: in the words of the diagnostic."""

from __future__ import annotations

import pytest

from vmgen.expression import Compare, parse
from vmgen.expression.simplify import constant, idle

RANGES = {
    "a": (0, 255),
    "b": (0, 65535),
    "s": (-128, 127),
    "n": (-9, -1),
    "w": (0, (1 << 64) - 1),
    **dict.fromkeys("fghijklmq", (0, 1)),
}
EIGHT = " or ".join("fghijklm")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a < 256", "`a < 256` is always true"),
        ("a >= 0", "`a >= 0` is always true"),
        ("a > 255", "`a > 255` is always false"),
        ("0 > a", "`0 > a` is always false"),
        ("f and a < 256 or g", ""),
        ("f or a < 256", "`a < 256` is always true"),
        ("f and a < 0", "`a < 0` is always false"),
        ("not (f or a < 256)", "`a < 256` is always true"),
        ("f == (a < 256)", "`a < 256` is always true"),
        ("1", "it is always true"),
        ("f or not f", "`f` makes no difference"),
        ("a < 3 and a >= 3", "it is always false"),
        ("f and (f or g)", "`f` makes no difference"),
        ("f or f and g", "`f` makes no difference"),
        ("f and g or f and not g", "`g` makes no difference"),
        ("a < 3 and f or a >= 3 and f", "`a < 3` makes no difference"),
        ("a != 3 and f or a == 3 and f", "`a != 3` makes no difference"),
        ("a > b and f or a <= b and f", "`a > b` makes no difference"),
        ("f < g or not f", "`f` makes no difference"),
        ("a < 3 or not (a < 3 and f)", "it is always true"),
        ("not f and not (f and g)", "`f` makes no difference"),
        ("s < b or not s", ""),
        # A condition that is compared.
        ("g == (f or f and h)", "`f` makes no difference"),
        ("(f or f and h) != g", "`f` makes no difference"),
        ("i and g == (f or f and h)", "`f` makes no difference"),
        ("g == (f or h)", ""),
        ("(f and a < 3) + 1 == 2", ""),
        # With very many parts only their comparisons are looked at.
        (f"{EIGHT} and f", "`m` makes no difference"),
        (f"{EIGHT} or q and f", ""),
        (f"{EIGHT} or q and a < 0", "`a < 0` is always false"),
        # The end of a type that is written beside another one is no fault.
        ("0 <= a < 5", ""),
        ("3 < a <= 255", ""),
        ("f or 0 <= a < 5", ""),
        ("not 0 <= a < 5", ""),
        ("not (f and not 0 <= a < 5)", ""),
        ("0 <= a <= 255", "`0 <= a` is always true"),
        ("0 < a < 5 and a < 0", "`a < 0` is always false"),
        ("(a < 0 or 1) and f", "`a < 0` is always false"),
        ("0 <= a or f", "`0 <= a` is always true"),
        ("a < 5 and f", ""),
        ("f", ""),
        ("not f", ""),
        ("a", ""),
    ],
)
def test_what_changes_nothing(text: str, words: str) -> None:
    assert idle(parse(text), RANGES) == words


@pytest.mark.parametrize(
    ("text", "always"),
    [
        ("a < 255", None),
        ("a < 256", True),
        ("a <= 254", None),
        ("a <= 255", True),
        ("a > 0", None),
        ("a > -1", True),
        ("a >= 1", None),
        ("a >= 0", True),
        ("a < 1", None),
        ("a < 0", False),
        ("a <= 0", None),
        ("a <= -1", False),
        ("a > 254", None),
        ("a > 255", False),
        ("a == 255", None),
        ("a == 256", False),
        ("a == -1", False),
        ("a != 256", True),
        ("a != 0", None),
        ("n < a", True),
        ("a < n", False),
        ("n == a", False),
        ("n != a", True),
        ("a == b", None),
        ("a == a", True),
        ("a != a", False),
        ("a + 1 == 0", False),
        ("a + 1 <= b", None),
        ("a - s <= 383", True),
        ("a - s < 383", None),
        # A bit that the mask takes away.
        ("a & 6 == 1", False),
        ("1 == a & 6", False),
        ("6 & a == 1", False),
        ("1 != 6 & a", True),
        ("a & 6 == 3", False),
        ("a & 6 == 2", None),
        # A bit that it sets, or an end that the bits have.
        ("a | 6 == 1", False),
        ("1 != 6 | a", True),
        ("a | 6 == 7", None),
        ("a ^ 6 == 1", None),
        ("a | 6 >= 6", True),
        ("a | 6 > 6", None),
        ("a >> 4 < 16", True),
        ("a >> 4 < 15", None),
        ("a << 1 == 511", False),
        ("a << 1 == 510", None),
        ("a & 6 == 6", None),
        ("a & b == 1", None),
        ("a & 6 < 1", None),
        ("a & 6 >= 1", None),
        ("a & 6 <= 7", True),
        # Nothing is known of what could overflow by its types alone.
        ("w * w < 0", None),
        ("a // b < 0", None),
    ],
)
def test_comparisons_with_one_result(text: str, always: bool | None) -> None:
    comparison = parse(text)
    assert isinstance(comparison, Compare)
    assert constant(comparison, RANGES) is always
