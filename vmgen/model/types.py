# SPDX-License-Identifier: GPL-2.0-or-later
"""The arrays and cells that an annotation writes around a kind."""

from __future__ import annotations

from typing import Literal

from vmgen.model.kinds import Kind
from vmgen.model.kinds.sized import Sized
from vmgen.model.kinds.written import Slice, Words
from vmgen.model.kinds.written import Type as Type


class ArrayOf(Type):
    """A fixed array."""

    item: Type
    length: int
    named: str = ""
    """The constant of the spec that the length is."""
    buffer: bool = False
    """Bytes that C sends as one element: the same on the wire, another line in a dump."""
    part: Slice | None = None
    """The elements that travel; None for all."""

    def written(self, word: Words) -> str:
        """An array of something, or the bytes of a buffer."""
        one = self.item.item if isinstance(self.item, Cell) else self.item
        if isinstance(one, Sized):
            return one.written_around(word, self.item)
        inside = [word.length(self.length, self.named)]
        if self.part is not None:
            inside.append(self.part.text(self.length, word.length))
        if self.buffer and isinstance(self.item, Kind):
            return word("Buffer", *inside)
        return word("Buffer" if self.buffer else "Array", self.item.written(word), *inside)


CellName = Literal["Mutex", "BqlRefCell", "BqlCell", "Arc", "ParentField"]
"""What may be around registers: a lock, a cell, or the place of the parent."""


class Cell(Type):
    """One of these, around what is inside."""

    name: CellName
    item: Type

    def written(self, word: Words) -> str:
        """Around what is inside."""
        return word(self.name, self.item.written(word))


class Migratable(Type):
    """`Migratable<cell>`."""

    item: Type

    def written(self, word: Words) -> str:
        """Around the cell."""
        return word("Migratable", self.item.written(word))


class Property(Type):
    """A QOM property of the device."""

    item: Kind

    def written(self, word: Words) -> str:
        """Around the number."""
        return word("Property", self.item.written(word))
