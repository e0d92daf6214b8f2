# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions: Python, the codec and the emitted Rust agree, and Rust's is short."""

from __future__ import annotations

import pytest

from fuzz.expressions import differing, leaves, ranges
from vmgen.render.expressions import condition


def test_python_and_rust_agree() -> None:
    """A fixed part of what `python -m fuzz.expressions` makes without end."""
    assert differing(seed=1, count=150) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 0", "self.a != 0"),
        ("a < 1", "self.a == 0"),
        ("a >= 255", "self.a == 255"),
        ("s <= -128", "self.s == -128"),
        ("0 <= a < 40", "self.a < 40"),
        ("1 < a and a < 5", "(2..=4).contains(&self.a)"),
        ("a < 2 or a > 4", "!(2..=4).contains(&self.a)"),
        ("a < 3 or a == 3", "self.a <= 3"),
        ("a + 1 <= b", "i64::from(self.a) < i64::from(self.b)"),
        ("not a", "self.a == 0"),
        ("f == 1", "self.f"),
        ("f != True", "!self.f"),
        ("f < g", "!self.f && self.g"),
        ("f == (a == 3)", "self.f == (self.a == 3)"),
        ("not f == (a == 3)", "self.f != (self.a == 3)"),
        ("a & 0x0E == 2", "(self.a & 0x0e) == 2"),
        ("(a & 0x0E == 2) != f", "((self.a & 0x0e) == 2) != self.f"),
        ("a & 2 and f", "(self.a & 2) != 0 && self.f"),
        ("(a == 1) + f < 2", "i64::from(self.a == 1) + i64::from(self.f) < 2"),
        ("k or a == 3", "self.k != 0 || self.a == 3"),
        ("not k", "self.k == 0"),
        ("k == (a // 2 == 3)", "(self.k != 0) == (self.a / 2 == 3)"),
        ("m == 4", "self.m == Mode::Fast"),
        ("m < 4", "self.m.into_bits() < 4"),
        ("s * -1 < 5", "-i64::from(self.s) < 5"),
        ("a + b < 0x1_0000", "i64::from(self.a) + i64::from(self.b) < 0x0001_0000"),
    ],
)
def test_condition(text: str, expected: str) -> None:
    assert condition(text, ranges(), leaves().__getitem__) == expected
