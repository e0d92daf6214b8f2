# SPDX-License-Identifier: GPL-2.0-or-later
"""A field as place x shape x kind: where it sits, how many elements, and what one of them is."""

from __future__ import annotations

from vmgen.model.kinds import Kind
from vmgen.model.kinds.written import Slice
from vmgen.model.types import ArrayOf, Cell, Migratable, Property, Type
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where one element sits: the words around it, outermost first, `("Migratable", "Mutex")`."""

    around: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Those that Rust has, too: a property is marked by an attribute."""
        return tuple(word for word in self.around if word != "Property")

    @property
    def plain(self) -> bool:
        """Nothing is around it: a register, or a part of the device."""
        return not self.around

    @property
    def migratable(self) -> bool:
        """Behind `Migratable`: C sees a snapshot."""
        return "Migratable" in self.around

    @property
    def arc(self) -> bool:
        """Shared with another thread."""
        return "Arc" in self.around

    @property
    def is_property(self) -> bool:
        """A QOM property, which the user sets."""
        return self.around[:1] == ("Property",)

    @property
    def parent(self) -> bool:
        """The state of the device's parent."""
        return self.around[:1] == ("ParentField",)

    @property
    def cell(self) -> str:
        """The innermost lock or cell: `Mutex`, `BqlRefCell`, `BqlCell`; empty where none is."""
        cells = [word for word in self.around if word in ("Mutex", "BqlRefCell", "BqlCell")]
        return cells[-1] if cells else ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many elements: one, an array of them, or rows of arrays."""

    lengths: tuple[int, ...] = ()
    """Outermost first; none for one element."""
    names: tuple[str, ...] = ()
    """The constants of the spec that the lengths are; empty for a number."""
    buffer: bool = False
    """Bytes that C sends as one element."""
    counted: str = ""
    """The field that says how many elements travel; empty where all do."""
    times: int = 1
    """How many for each that it says."""
    part: Slice | None = None
    """Of one row of elements: those that travel; None for all."""

    @property
    def one(self) -> bool:
        """A single element."""
        return not self.lengths

    @property
    def array(self) -> bool:
        """One row of elements."""
        return len(self.lengths) == 1

    @property
    def rows(self) -> bool:
        """An array of arrays."""
        return len(self.lengths) > 1

    @property
    def total(self) -> int:
        """How many elements there are; 1 without an array."""
        total = 1
        for length in self.lengths:
            total *= length
        return total

    @property
    def sent(self) -> int:
        """How many elements travel at most."""
        return self.total if self.part is None else self.part.count

    @property
    def columns(self) -> int | None:
        """The length of a row; None where there are no rows."""
        return self.lengths[1] if self.rows else None

    @property
    def constants(self) -> tuple[str, ...]:
        """The constants of the spec that are in it."""
        ends = () if self.part is None else self.part.names
        return tuple(filter(None, (*self.names, *ends)))

    @property
    def extents(self) -> tuple[str, ...]:
        """The lengths in Rust, outermost first."""
        return tuple(
            name or str(length) for name, length in zip(self.names, self.lengths, strict=True)
        )


def normal(type_: Type, counted: str = "", times: int = 1) -> tuple[Place, Shape, Kind]:
    """Place, shape and kind of a type as it is written, whatever the order of the words."""
    around: list[str] = []
    arrays: list[ArrayOf] = []
    while not isinstance(type_, Kind):
        if isinstance(type_, ArrayOf):
            arrays.append(type_)
        elif isinstance(type_, Cell):
            around.append(type_.name)
        else:
            around.append(type(type_).__name__)
        assert isinstance(type_, ArrayOf | Cell | Migratable | Property)
        type_ = type_.item
    spread = type_.counted if counted else type_.spread
    if isinstance(spread, ArrayOf):
        _, inside, item = normal(spread, counted, times)
        return Place(tuple(around)), inside, type_.around(item)
    shape = Shape(
        tuple(array.length for array in arrays),
        tuple(array.named for array in arrays),
        any(array.buffer for array in arrays),
        counted,
        times,
        next((array.part for array in arrays if array.part is not None), None),
    )
    return Place(tuple(around)), shape, type_
