# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that several threads change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words, only
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Atomic(Kind):
    """`Atomic[u32]`: Rust's `AtomicU32`, for registers that another thread changes."""

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

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def number(self) -> Scalar:
        """The number."""
        return self.item

    @property
    def movable(self) -> bool:
        """Another thread may have it."""
        return False

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        return Travel("atomic", "what it holds at the moment", self.carrier(field), converts=True)

    @property
    def restored(self) -> Kind:
        """Its number, which is written through."""
        return self.item
