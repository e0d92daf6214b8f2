# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of one number: only of the ends that its type does not have by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import read
from vmgen.model.nodes import Field
from vmgen.render.ranges import Between, Comparison, Reach, Test, in_range, out_of_range


@pytest.mark.parametrize(
    ("scalars", "reach"),
    [
        (["u8"], Reach(0, 255)),
        (["i8"], Reach(-128, 127)),
        (["u8", "i8"], Reach(0, 127)),
        (["i16", "u8"], Reach(0, 255)),
        (["i64", "i32"], Reach(-(1 << 31), (1 << 31) - 1)),
    ],
)
def test_what_several_types_hold(scalars: list[str], reach: Reach) -> None:
    assert Reach.of(*scalars) == reach


@pytest.mark.parametrize(
    ("low", "high", "test"),
    [
        (None, None, None),
        (-100, 100, None),
        (None, 5, None),
        (-5, None, None),
        (-5, 9, None),
        (0, 0, Comparison("==", "0")),
        (-5, -5, Comparison("==", "-5")),
        (None, -5, Comparison("==", "-5")),
        (5, None, Comparison("==", "5")),
        (-4, None, Comparison("!=", "-5")),
        (-4, 5, Comparison("!=", "-5")),
        (-3, None, Comparison(">=", "-3")),
        (-3, 9, Comparison(">=", "-3")),
        (None, 4, Comparison("!=", "5")),
        (-5, 4, Comparison("!=", "5")),
        (None, 3, Comparison("<=", "3")),
        (-9, 3, Comparison("<=", "3")),
        (-4, 4, Between("-4", "4")),
        (0, 3, Between("0", "3")),
    ],
)
def test_in_range(low: int | None, high: int | None, test: Test | None) -> None:
    """Of what a type of -5..=5 can hold."""
    assert in_range(low, high, Reach(-5, 5)) == test


@pytest.mark.parametrize(
    ("test", "one", "any_of"),
    [
        (Comparison("==", "3"), "x == 3", "x.contains(&3)"),
        (Comparison("!=", "3"), "x != 3", "x.iter().any(|&item| item != 3)"),
        (Comparison("<", "3"), "x < 3", "x.iter().any(|&item| item < 3)"),
        (Between("1", "3"), "(1..=3).contains(&x)", "x.iter().any(|item| (1..=3).contains(item))"),
        (
            Between("1", "3", outside=True),
            "!(1..=3).contains(&x)",
            "x.iter().any(|item| !(1..=3).contains(item))",
        ),
    ],
)
def test_as_rust(test: Test, one: str, any_of: str) -> None:
    assert (test.on("x"), test.of_any("x")) == (one, any_of)


@pytest.mark.parametrize(
    ("test", "opposite"),
    [
        (Comparison("==", "3"), Comparison("!=", "3")),
        (Comparison("<", "3"), Comparison(">=", "3")),
        (Comparison(">", "3"), Comparison("<=", "3")),
        (Between("1", "3"), Between("1", "3", outside=True)),
    ],
)
def test_negated(test: Test, opposite: Test) -> None:
    assert (test.negated, opposite.negated) == (opposite, test)


@pytest.mark.parametrize(
    ("field", "scalars", "refused"),
    [
        ("u8", ["u8"], None),
        ("u8 = field(le=4)", ["u8"], "x > 4"),
        ("u8 = field(ge=1, default=1)", ["u8"], "x == 0"),
        ("u8 = field(ge=2, le=4, default=2)", ["u8"], "!(2..=4).contains(&x)"),
        ("u8 = field(le=254, wire=u32)", ["u8", "u32"], "x == 255"),
        ("u16 = field(le=255, wire=u8)", ["u16", "u8"], None),
        ("NonZero[u8] = field(default=1)", ["u8"], None),
        ("NonZero[u8] = field(le=4, default=1)", ["u8"], "x > 4"),
        ("NonZero[u8] = field(ge=1, default=1)", ["u8"], None),
        ("NonZero[u8] = field(ge=2, default=2)", ["u8"], "x == 1"),
        ("NonZero[u8] = field(ge=3, default=3)", ["u8"], "x < 3"),
        # Of what has a sign, zero is no end.
        ("NonZero[i8] = field(ge=-127, default=1)", ["i8"], "x == -128"),
        ("NonZero[i8] = field(ge=0, default=1)", ["i8"], "x < 0"),
    ],
)
def test_out_of_range(field: str, scalars: list[str], refused: str | None, tmp_path: Path) -> None:
    """What `NonZero` refuses by itself is not looked for a second time."""
    test = out_of_range(_field(tmp_path, field), *scalars)
    assert (test and test.on("x")) == refused


def _field(folder: Path, written: str) -> Field:
    text = (
        f'class Regs(Registers, name="dev/regs"):\n    "R."\n    a: {written}\n'
        'class Dev(Device, name="dev"):\n    "D."\n    regs: Migratable[BqlRefCell[Regs]]\n'
    )
    device, _ = read(folder, text)
    return device.structs[0].all_fields[0]
