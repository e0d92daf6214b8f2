# SPDX-License-Identifier: GPL-2.0-or-later
"""What a snapshot makes of a number that its wire type cannot hold: one that a restore refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import emitted

DEVICE = """

class Regs(Registers, name="dev/regs"):
    "R."
    a: %s


class Dev(Device, name="dev"):
    "D."
    regs: Migratable[BqlRefCell[Regs]]
"""


@pytest.mark.parametrize(
    ("field", "end"),
    [
        ("u16 = field(le=100, wire=u8)", "MAX"),
        ("u16 = field(le=254, wire=u8)", "MAX"),
        ("u16 = field(ge=1, le=255, default=1, wire=u8)", "MIN"),
        ("u16 = field(le=255, wire=u8)", "MAX"),  # neither end is free
        ("i16 = field(ge=-5, le=127, wire=i8)", "MIN"),
        ("i16 = field(ge=-127, le=127, wire=i8)", "MIN"),
        ("i16 = field(ge=-128, le=127, wire=i8)", "MAX"),
        ("i16 = field(ge=-128, le=126, wire=i8)", "MAX"),
        ("i16 = field(ge=-5, le=5, wire=i8)", "MAX"),
        ("Array[u16, 2] = field(ge=1, le=255, default=1, wire=u8)", "MIN"),
        ("usize = field(ge=1, le=0xFFFF, default=1, wire=u16)", "MIN"),
        ("usize = field(le=0xFFFE, wire=u16)", "MAX"),
        # The number of an absent option is no free end.
        ("Option[i16] = field(ge=-127, le=126, none=-128, wire=i8)", "MAX"),
        ("Option[i16] = field(ge=-127, le=126, none=127, wire=i8)", "MIN"),
        ("Option[u16] = field(ge=1, le=255, none=0, wire=u8)", "MAX"),
        ("NonZero[u16] = field(le=255, default=1, wire=u8)", "MIN"),
    ],
)
def test_the_end_that_is_no_value(field: str, end: str, tmp_path: Path) -> None:
    text = emitted(tmp_path, DEVICE % field)
    other = "MAX" if end == "MIN" else "MIN"
    assert f"::{end})" in text and f"::{other})" not in text


@pytest.mark.parametrize(
    "field", ["u8 = field(wire=u16)", "u8 = field(wire=i16)", "bool = field(wire=u8)"]
)
def test_what_always_fits_is_only_converted(field: str, tmp_path: Path) -> None:
    text = emitted(tmp_path, DEVICE % field)
    assert "unwrap_or" not in text and "::from(self.a)" in text
