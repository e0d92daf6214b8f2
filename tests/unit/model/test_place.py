# SPDX-License-Identifier: GPL-2.0-or-later
"""A field as place x shape x kind, in whatever order its words are written."""

from __future__ import annotations

import pytest

from vmgen.diagnostics import Position
from vmgen.model.kinds import Scalar, Wire
from vmgen.model.nodes import Field
from vmgen.model.place import Place, Shape, normal
from vmgen.model.types import ArrayOf, Cell, CellName, Migratable, Property, Type

U8 = Scalar(name="u8")
PLACES = ("plain", "migratable", "arc", "is_property", "parent")


def cell(name: CellName, item: Type = U8) -> Cell:
    return Cell(name=name, item=item)


@pytest.mark.parametrize(
    ("type_", "around", "true", "innermost"),
    [
        (U8, (), ["plain"], ""),
        (cell("BqlCell"), ("BqlCell",), [], "BqlCell"),
        (ArrayOf(item=cell("BqlCell"), length=2), ("BqlCell",), [], "BqlCell"),
        (cell("ParentField"), ("ParentField",), ["parent"], ""),
        (Property(item=U8), ("Property",), ["is_property"], ""),
        (Migratable(item=U8), ("Migratable",), ["migratable"], ""),
        (
            Migratable(item=cell("Arc", cell("Mutex"))),
            ("Migratable", "Arc", "Mutex"),
            ["migratable", "arc"],
            "Mutex",
        ),
        (
            Migratable(item=cell("BqlRefCell")),
            ("Migratable", "BqlRefCell"),
            ["migratable"],
            "BqlRefCell",
        ),
        (cell("Mutex", cell("BqlCell")), ("Mutex", "BqlCell"), [], "BqlCell"),
        (cell("BqlCell", cell("ParentField")), ("BqlCell", "ParentField"), [], "BqlCell"),
        (cell("BqlCell", Property(item=U8)), ("BqlCell", "Property"), [], "BqlCell"),
    ],
)
def test_places(type_: Type, around: tuple[str, ...], true: list[str], innermost: str) -> None:
    place, _, kind = normal(type_)
    assert (place, kind) == (Place(around), U8)
    assert [name for name in PLACES if getattr(place, name)] == true
    assert place.cell == innermost
    assert place.words == tuple(word for word in around if word != "Property")


ROWS = ArrayOf(item=ArrayOf(item=U8, length=2), length=3, named="ROWS")


@pytest.mark.parametrize(
    ("type_", "shape", "true", "total", "columns", "extents"),
    [
        (U8, Shape(), ["one"], 1, None, ()),
        (ArrayOf(item=U8, length=3), Shape((3,), ("",)), ["array"], 3, None, ("3",)),
        (
            ArrayOf(item=U8, length=3, named="N", buffer=True),
            Shape((3,), ("N",), True),
            ["array"],
            3,
            None,
            ("N",),
        ),
        (ROWS, Shape((3, 2), ("ROWS", "")), ["rows"], 6, 2, ("ROWS", "2")),
        (
            ArrayOf(item=cell("BqlCell", ArrayOf(item=U8, length=2)), length=3),
            Shape((3, 2), ("", "")),
            ["rows"],
            6,
            2,
            ("3", "2"),
        ),
        (
            ArrayOf(item=ROWS, length=4),
            Shape((4, 3, 2), ("", "ROWS", "")),
            ["rows"],
            24,
            3,
            ("4", "ROWS", "2"),
        ),
    ],
)
def test_shapes(
    type_: Type,
    shape: Shape,
    true: list[str],
    total: int,
    columns: int | None,
    extents: tuple[str, ...],
) -> None:
    found = normal(type_)[1]
    assert found == shape
    assert [name for name in ("one", "array", "rows") if getattr(found, name)] == true
    assert (found.total, found.columns, found.extents) == (total, columns, extents)


def test_counted() -> None:
    assert normal(ArrayOf(item=U8, length=3), "n")[1] == Shape((3,), ("",), False, "n")


def test_wire_is_around_its_array() -> None:
    assert normal(Wire(item=ArrayOf(item=U8, length=3))) == (
        Place(),
        Shape((3,), ("",)),
        Wire(item=U8),
    )
    assert normal(Wire(item=U8)) == (Place(), Shape(), Wire(item=U8))


def test_a_field_knows_them() -> None:
    field = Field(
        position=Position("dev.py", 1, 1),
        name="x",
        type=ArrayOf(item=cell("BqlCell"), length=3),
        count="n",
    )
    assert (field.place, field.kind) == (Place(("BqlCell",)), U8)
    assert field.shape == Shape((3,), ("",), False, "n")
