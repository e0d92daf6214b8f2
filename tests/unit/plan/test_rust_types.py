# SPDX-License-Identifier: GPL-2.0-or-later
"""Types as values: what one element is called, and the number that it is or has inside."""

from __future__ import annotations

import pytest

from vmgen.model.kinds import Atomic, EnumKind, Kind, Option, Scalar, StructKind, Unused
from vmgen.model.types import ArrayOf, Cell
from vmgen.plan.rust_types import RustType, rust_type

U8 = Scalar(name="u8")


@pytest.mark.parametrize(
    ("kind", "name", "scalar"),
    [
        (U8, "u8", "u8"),
        (StructKind(name="Regs"), "Regs", ""),
        (EnumKind(name="Mode"), "Mode", ""),
        (Option(item=U8), "u8", "u8"),
        (Atomic(item=U8), "u8", "u8"),
        (Unused(size=4), "", ""),
    ],
)
def test_what_an_element_is_called(kind: Kind, name: str, scalar: str) -> None:
    made = RustType(kind)
    assert (made.name, made.scalar) == (name, scalar)


def test_a_type_as_it_is_written() -> None:
    rows = ArrayOf(item=ArrayOf(item=U8, length=2), length=3)
    made = rust_type(Cell(name="BqlRefCell", item=rows))
    assert (made.kind, made.shape.lengths, made.place.around) == (U8, (3, 2), ("BqlRefCell",))
    assert (made.element.kind, made.element.shape.one, made.element.place) == (U8, True, made.place)
