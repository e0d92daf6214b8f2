# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions: Python, the codec and the emitted Rust agree, and Rust's is short."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from fuzz.expressions import (
    answers,
    conditions,
    differing,
    disagreements,
    operands,
    ranges,
    rows,
    shares,
    source,
    tried,
)
from vmgen.render.expressions import condition


def test_python_and_rust_agree() -> None:
    """A fixed part of what `python -m fuzz.expressions` makes without end."""
    texts, found = differing(seed=1, count=200)
    assert len(texts) == 200 and found == []
    assert not [share for share in shares(texts).split(", ") if share.endswith(" 0 %")]


def test_shares_of_one_seed_are_all_of_its_conditions() -> None:
    whole = conditions(Random(3), 30)
    assert whole == conditions(Random(3), 30) != conditions(Random(4), 30)


def test_a_fault_of_the_emitter_is_found() -> None:
    """The comparison itself: with one operator taken for another, it speaks."""
    states = rows(Random(1))
    items = tried(["a & 6 == 2", "r.low < 3 or f"])
    lines = answers(source(items, states))
    assert list(disagreements(items, states, lines)) == []
    wrong = replace(items[1], rust=(items[1].rust[0].replace("<", "<="), items[1].rust[1]))
    found = list(disagreements(items, states, answers(source([items[0], wrong], states))))
    assert found and all(text.startswith("r.low < 3 or f: ") for text in found)


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
        # Beside `&` every other operator has brackets, and `&` has them beside every other.
        ("a & b & 6 == 2", "((i64::from(self.a) & i64::from(self.b)) & 6) == 2"),
        ("(a & b) + 1 < 3", "(i64::from(self.a) & i64::from(self.b)) + 1 < 3"),
        ("1 + (a & b) < 3", "1 + (i64::from(self.a) & i64::from(self.b)) < 3"),
        ("a + 1 & 6 == 2", "((i64::from(self.a) + 1) & 6) == 2"),
        ("6 & a + 1 == 2", "(6 & (i64::from(self.a) + 1)) == 2"),
        ("a * 2 & 6 == 2", "((i64::from(self.a) * 2) & 6) == 2"),
        ("6 & a // 2 == 2", "(6 & (self.a / 2)) == 2"),
        ("(a & 6) // 2 == 1", "(self.a & 6) / 2 == 1"),
        ("a - (b - t) < 3", "i64::from(self.a) - (i64::from(self.b) - i64::from(self.t)) < 3"),
        ("a - b - t < 3", "i64::from(self.a) - i64::from(self.b) - i64::from(self.t) < 3"),
        ("a * (b + 1) < 3", "i64::from(self.a) * (i64::from(self.b) + 1) < 3"),
        ("a // (b // 2 + 1) < 3", "i64::from(self.a) / (i64::from(self.b) / 2 + 1) < 3"),
        ("0 - (a + b) < -3", "-(i64::from(self.a) + i64::from(self.b)) < -3"),
        ("0 - a * b < -3", "-(i64::from(self.a) * i64::from(self.b)) < -3"),
        # i64 is enough only where it is for every part, not for the result alone.
        ("w + 1 > b", "i128::from(self.w) + 1 > i128::from(self.b)"),
        # A range within i64 does not make i64 of what Rust has as u64.
        ("v + 1 > b", "i128::from(self.v) + 1 > i128::from(self.b)"),
        ("z * 0x7FFF_FFFF > t", "i64::from(self.z) * 0x7fff_ffff > i64::from(self.t)"),
        ("x + 1 > b", "i128::from(self.x) + 1 > i128::from(self.b)"),
        ("x > b", "self.x > i64::from(self.b)"),
        ("u > b", "(self.u as i128) > i128::from(self.b)"),
        ("t * t > b", "i64::from(self.t) * i64::from(self.t) > i64::from(self.b)"),
        ("t * t * 3 > b", "i128::from(self.t) * i128::from(self.t) * 3 > i128::from(self.b)"),
        (
            "b * b * b * b // 0x1000_0000 > 3",
            "i128::from(self.b) * i128::from(self.b) * i128::from(self.b) * i128::from(self.b)"
            " / 0x1000_0000 > 3",
        ),
        (
            "b * b * b * b % 7 > 3",
            "i128::from(self.b) * i128::from(self.b) * i128::from(self.b) * i128::from(self.b)"
            " % 7 > 3",
        ),
        (
            "7 & b * b * b * b > 3",
            "(7 & (i128::from(self.b) * i128::from(self.b) * i128::from(self.b)"
            " * i128::from(self.b))) > 3",
        ),
        (
            "t - 0x8000_0000_0000_0000 < x",
            "i128::from(self.t) - 0x8000_0000_0000_0000 < i128::from(self.x)",
        ),
        ("a + b < 0x1_0000", "i64::from(self.a) + i64::from(self.b) < 0x0001_0000"),
    ],
)
def test_condition(text: str, expected: str) -> None:
    assert condition(text, ranges(), operands().__getitem__) == expected
