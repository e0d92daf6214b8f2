# SPDX-License-Identifier: GPL-2.0-or-later
"""Reset values and conversions as Rust."""

from __future__ import annotations

import pytest

from vmgen.model.names import variant_name
from vmgen.model.travel import widens
from vmgen.render.scalars import literal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (9, "9"),
        (10, "0xa"),
        (-9, "-9"),
        (-16, "-0x10"),
        (0x300, "0x300"),
        (0x4000_0000, "0x4000_0000"),
        (0x12345, "0x0001_2345"),
        (True, "true"),
    ],
)
def test_literal(value: int, expected: str) -> None:
    assert literal(value) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("u8", "u32", True),
        ("u8", "i16", True),
        ("u8", "i8", False),
        ("i8", "u16", False),
        ("i8", "i64", True),
        ("u32", "u32", True),
        ("u64", "i64", False),
        ("u32", "usize", False),
        ("u16", "usize", True),
        ("usize", "u64", False),
        ("bool", "u8", True),
        ("bool", "i32", True),
        ("u8", "bool", False),
    ],
)
def test_widens_is_what_rust_has_from_for(source: str, target: str, expected: bool) -> None:
    assert widens(source, target) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NONE", "NONE"),
        ("ODD_PARITY", "ODD_PARITY"),
        ("Odd", "ODD"),
        ("OddParity", "ODD_PARITY"),
        ("MODE2", "MODE2"),
        ("Mode2Fast", "MODE2_FAST"),
        ("DMAMode", "DMA_MODE"),
        ("Odd_Parity", "ODD_PARITY"),
        ("Self", "SELF"),
    ],
)
def test_variant_name(name: str, expected: str) -> None:
    assert variant_name(name) == expected
