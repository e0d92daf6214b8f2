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
from vmgen.expression import parse
from vmgen.render.expressions import condition, emitted
from vmgen.render.rust import Operand


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
        ("u > b", "self.u > usize::from(self.b)"),
        ("u > c", "(self.u as i128) > i128::from(self.c)"),
        ("u > b + 1", "(self.u as i128) > i128::from(self.b) + 1"),
        ("u // 2 == a % 16", "self.u / 2 == usize::from(self.a) % 16"),
        ("u > f", "(self.u as i128) > i128::from(self.f)"),
        # So has every other operator of bits; what is shifted says of which type the result is.
        ("a | 6 == 6", "(self.a | 6) == 6"),
        ("a | a & 6 | 1 == 7", "((self.a | (self.a & 6)) | 1) == 7"),
        ("a ^ b == 2", "(i64::from(self.a) ^ i64::from(self.b)) == 2"),
        ("f | g == 1", "(i64::from(self.f) | i64::from(self.g)) == 1"),
        ("a >> 3 == 2", "(self.a >> 3) == 2"),
        ("c >> a % 8 & 1 == 1", "((i64::from(self.c) >> (i64::from(self.a) % 8)) & 1) == 1"),
        ("c >> r.low & 1 == 1", "((self.c >> self.r.low().value()) & 1) == 1"),
        ("a >> 3 == b", "(i64::from(self.a) >> 3) == i64::from(self.b)"),
        ("a << 3 == 16", "(i64::from(self.a) << 3) == 16"),
        ("(a & 7) << 3 == 16", "((self.a & 7) << 3) == 16"),
        ("a << r.low == b", "(i64::from(self.a) << self.r.low().value()) == i64::from(self.b)"),
        ("1 << r.low == b", "(1_u16 << self.r.low().value()) == self.b"),
        ("0x10 << f == b", "(0x10_u16 << u16::from(self.f)) == self.b"),
        ("1 << (a % 64) > b", "(1_i128 << (i128::from(self.a) % 64)) > i128::from(self.b)"),
        ("1 << (a % 63) > b", "(1_i64 << (i64::from(self.a) % 63)) > i64::from(self.b)"),
        ("a >> (b % 8) & 1 == 1", "((i64::from(self.a) >> (i64::from(self.b) % 8)) & 1) == 1"),
        ("a >> (a % 8) & 1 == 1", "((self.a >> (self.a % 8)) & 1) == 1"),
        ("a >> (a % 9) & 1 == 1", "((i64::from(self.a) >> (i64::from(self.a) % 9)) & 1) == 1"),
        # Bits the other way.
        ("c & ~c == 0", "(self.c & !self.c) == 0"),
        ("a & ~0x0F == 0", "(self.a & !0x0f) == 0"),
        ("~0x0F & a == 0", "(!0x0f & self.a) == 0"),
        ("a & ~b == 0", "(i64::from(self.a) & !i64::from(self.b)) == 0"),
        ("a & ~(b + 1) == 0", "(i64::from(self.a) & !(i64::from(self.b) + 1)) == 0"),
        ("a & ~s == 0", "(i64::from(self.a) & !i64::from(self.s)) == 0"),
        ("~a < -3", "!i64::from(self.a) < -3"),
        ("~s < -3", "!self.s < -3"),
        ("~~a == 3", "self.a == 3"),
        ("a & -16 == 0", "(i64::from(self.a) & -16) == 0"),
        ("w & ~v == 0", "(self.w & !self.v) == 0"),
        ("~w < x", "!i128::from(self.w) < i128::from(self.x)"),
        # Membership is equality with one of several.
        ("a in (1, 0x10)", "self.a == 1 || self.a == 0x10"),
        ("a not in (1, 2)", "self.a != 1 && self.a != 2"),
        ("f and a in (1, 2)", "self.f && (self.a == 1 || self.a == 2)"),
        ("a in (b, 2)", "i64::from(self.a) == i64::from(self.b) || self.a == 2"),
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
        # At an end of the type, one from it, and farther.
        ("a > 5", "self.a > 5"),
        ("a < 5", "self.a < 5"),
        ("5 >= a", "self.a <= 5"),
        ("5 <= a", "self.a >= 5"),
        ("a >= 1", "self.a != 0"),
        ("a <= 1", "self.a <= 1"),
        ("a < 2", "self.a < 2"),
        ("a < 255", "self.a != 255"),
        ("a <= 254", "self.a != 255"),
        ("a > 254", "self.a == 255"),
        ("a > 253", "self.a > 253"),
        ("a >= 254", "self.a >= 254"),
        ("s < -127", "self.s == -128"),
        ("s > -128", "self.s != -128"),
        ("s < 127", "self.s != 127"),
        ("m >= 1", "self.m != Mode::Off"),
        ("m != 2", "self.m.into_bits() != 2"),
        # What only the type decides.
        ("a < 256", "true"),
        ("a > 255", "false"),
        ("a == 256", "false"),
        ("k < 2", "true"),
        ("k == 2", "false"),
        ("f and (g or a < 256)", "self.f"),
        ("f or g and a > 255", "self.f"),
        ("f or a < 256", "true"),
        ("f and a < 0", "false"),
        ("a >= 0 and a < 256", "true"),
        ("a < 0 or a > 255", "false"),
        ("a < 0 or f or g", "self.f || self.g"),
        ("a >= 0 and f and g", "self.f && self.g"),
        # Several comparisons of one name.
        ("4 < a < 6", "self.a == 5"),
        ("a < 5 or a >= 6", "self.a != 5"),
        ("1 < a and f and a < 5", "(2..=4).contains(&self.a) && self.f"),
        ("f and 1 < a", "self.f && self.a > 1"),
        ("1 < a and f", "self.a > 1 && self.f"),
        ("1 < a and b < 5", "self.a > 1 && self.b < 5"),
        ("a < r.wide and f and a < 9", "self.a < self.r.wide() && self.f && self.a < 9"),
        ("a < 2 or a == 7 or f", "self.a < 2 || self.a == 7 || self.f"),
        ("1 < a and a != 3 and a < 5", "(2..=4).contains(&self.a) && self.a != 3"),
        ("1 < a and a < 9 and a < 7", "(2..=6).contains(&self.a)"),
        ("a < 3 or a > 9 or a > 7", "!(3..=7).contains(&self.a)"),
        ("a < 9 and a < 7", "self.a <= 6"),
        ("a > 3 and a > 5", "self.a >= 6"),
        ("a < 3 or a < 5", "self.a < 5"),
        ("a > 9 or a > 7", "self.a > 7"),
        ("a < 3 and a > 5", "false"),
        ("a >= 3 or a < 6", "true"),
        ("a > 3 and a > 300", "false"),
        ("a > 3 or a < 300", "true"),
        ("s > -128 and s < 0", "(-127..=-1).contains(&self.s)"),
        # Truth values: below each other, beside each other, as numbers.
        ("f and (g or a == 3)", "self.f && (self.g || self.a == 3)"),
        ("f and g or a == 3", "(self.f && self.g) || self.a == 3"),
        ("(f and g) < (f or a > 1)", "(!self.f || !self.g) && (self.f || self.a > 1)"),
        ("(f or g) < (f or a > 1)", "(!self.f && !self.g) && (self.f || self.a > 1)"),
        ("not (a + b)", "i64::from(self.a) + i64::from(self.b) == 0"),
        ("f and a - b", "self.f && i64::from(self.a) - i64::from(self.b) != 0"),
        ("(not f) == g", "self.f != self.g"),
        ("f != (not g)", "self.f == self.g"),
        ("(not f) == (not g)", "self.f == self.g"),
        ("(f and g) == (not k)", "(self.f && self.g) != (self.k != 0)"),
        ("a == f", "i64::from(self.a) == i64::from(self.f)"),
        ("f == a", "i64::from(self.f) == i64::from(self.a)"),
        ("0 == f", "!self.f"),
        ("1 > (a == 3)", "self.a != 3"),
        ("f <= 0 or g >= 1", "!self.f || self.g"),
        # Nothing is converted where no part can leave the one type.
        ("a == a & 6", "self.a == (self.a & 6)"),
        ("a & 6 == a", "(self.a & 6) == self.a"),
        ("a < r.wide", "self.a < self.r.wide()"),
        ("a % 300 < 2", "i64::from(self.a) % 300 < 2"),
        ("a + 1 < r.wide", "i64::from(self.a) + 1 < i64::from(self.r.wide())"),
        ("p & 6 == 2", "(i64::from(self.p) & 6) == 2"),
        ("p == z", "self.p == self.z"),
    ],
)
def test_condition(text: str, expected: str) -> None:
    """`p` has a sign by its type, but by its range none."""
    known, places = {**ranges(), "p": (0, 9)}, operands() | {"p": Operand("self.p", "i32")}
    assert condition(parse(text), known, places.__getitem__) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f", "!self.f"),
        ("not f", "self.f"),
        ("k", "self.k == 0"),
        ("a < 5", "self.a >= 5"),
        ("1 < a < 5", "!(2..=4).contains(&self.a)"),
        ("a < 2 or a > 4", "(2..=4).contains(&self.a)"),
        ("4 < a < 6", "self.a != 5"),
        ("m == 4", "self.m != Mode::Fast"),
        ("f and (g or a == 3)", "!self.f || (!self.g && self.a != 3)"),
        ("f and a & 2", "!self.f || (self.a & 2) == 0"),
        ("f == (a == 3)", "self.f != (self.a == 3)"),
        ("f < g", "self.f || !self.g"),
        ("a < 256", "false"),
    ],
)
def test_the_opposite(text: str, expected: str) -> None:
    assert condition(parse(text), ranges(), operands().__getitem__, opposite=True) == expected


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("n == 0", {"N", "M"}),
        ("n == 1", {"N", "M"}),
        ("e == 1", {"E"}),
        ("e == 2", {"M"}),
        ("e < 2", {"M"}),
        ("e == 1 and n == 7", {"E", "N"}),
        ("e + n < 3", {"M", "N"}),
        ("1 < n < 5 or e == 1", {"E", "N"}),
        ("(e + 1) * 2 < 9 and 3 & (n + 1) != 2", {"M", "N"}),
        ("not n", {"N", "M"}),
        ("n", {"N", "M"}),
        ("a < 5", set()),
    ],
)
def test_what_a_condition_needs(text: str, needs: set[str]) -> None:
    """What is looked at: an enum as itself, or as its number."""
    places = {
        "a": Operand("self.a", "u8"),
        "n": Operand(
            "n()",
            "u8",
            variants={0: "No", 1: "Yes"},
            needs=frozenset("N"),
            needs_of_enum=frozenset("M"),
        ),
        "e": Operand(
            "e()",
            "u8",
            enum="e",
            variants={1: "One"},
            needs=frozenset("M"),
            needs_of_enum=frozenset("E"),
        ),
    }
    known = dict.fromkeys(places, (0, 255))
    assert emitted(parse(text), known, places.__getitem__).needs == needs
