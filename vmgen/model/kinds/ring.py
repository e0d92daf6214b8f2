# SPDX-License-Identifier: GPL-2.0-or-later
"""Queues, which travel as the parts of a ring."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown


class Fifo(Kind):
    """`Fifo[u16, 8]`: a `VecDeque` of at most 8; `Wire` fields say how it lies on the wire."""

    item: Scalar
    length: int
    named: str = ""
    """The constant of the spec that the length is."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Of numbers, at most so many."""
        if len(arguments) != 2:
            return None
        match reader.read(arguments[0]):
            case Scalar() as item:
                length = reader.length(arguments[1])
                return cls(item=item, length=length, named=length.name)
            case Unknown() as item:
                return item
        return None

    def written(self, word: Words) -> str:
        """The number, and how many."""
        return word("Fifo", self.item.written(word), word.length(self.length, self.named))

    @property
    def extent(self) -> str:
        """The length in Rust."""
        return self.named or str(self.length)

    @property
    def on_the_wire(self) -> bool:
        """Its parts are."""
        return False
