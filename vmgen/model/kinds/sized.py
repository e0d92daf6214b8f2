# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common whose word says how much of something there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.number import NumberKind
from vmgen.model.kinds.written import Length, Reader, Type, Words

if TYPE_CHECKING:
    from vmgen.model.place import Shape


class Sized(NumberKind):
    """`Word[n]`: an array of numbers, of which nothing knows a single one."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    named_in_conditions: ClassVar[bool] = False
    size: int
    named: str = ""
    """The constant of the spec that `size` is."""

    @classmethod
    def numbers_in(cls, size: Length) -> Length:
        """How many numbers it is."""
        return size

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So much: an array."""
        from vmgen.model.types import ArrayOf  # arrays are around kinds

        match arguments:
            case (size,):
                length = reader.length(size)
                count = cls.numbers_in(length)
                item = cls(size=length, named=length.name)
                return ArrayOf(item=item, length=count, named=count.name)
        return None

    def written(self, word: Words) -> str:
        """So much."""
        return word(type(self).__name__, word.length(self.size, self.named))

    def written_around(self, word: Words, number: Type) -> str:
        """The same as an array of this, a number or one in a cell."""
        return self.written(word)


def holds(kind: Kind, shape: Shape) -> int:
    """How much there is of what counts a field's elements: bits of a bitmap, else elements."""
    return kind.size if isinstance(kind, Sized) else shape.total
