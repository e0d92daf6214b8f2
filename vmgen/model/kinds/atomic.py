# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that several threads change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words, only
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Atomic(NumberKind):
    """`Atomic[u32]`: Rust's `AtomicU32`, for registers that another thread changes."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    item: Scalar

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around a number."""
        match only(arguments, reader):
            case Scalar() as item:
                return cls(item=item)
            case Unknown() as item:
                return item
        return None

    @property
    def number(self) -> Scalar:
        """The number."""
        return self.item

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def movable(self) -> bool:
        """Another thread may have it."""
        return False

    @property
    def restored(self) -> Kind:
        """Its number, which is written through."""
        return self.item

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        return Travel(
            "atomic", "what it holds at the moment", self.carrier(field, around), converts=True
        )
