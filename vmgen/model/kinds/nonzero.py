# SPDX-License-Identifier: GPL-2.0-or-later
"""Integers that are never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words, only
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field


class NonZero(NumberKind):
    """`NonZero[u8]`: Rust's `NonZeroU8`; a zero in the stream is refused."""

    is_word: ClassVar[bool] = True
    takes_absent: ClassVar[bool] = True
    item: Scalar

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around an integer."""
        match only(arguments, reader):
            case Scalar() as item if item.name != "bool":
                return cls(item=item)
            case Unknown() as item:
                return item
        return None

    @property
    def number(self) -> Scalar:
        """The integer."""
        return self.item

    @property
    def nonzero(self) -> bool:
        """Always."""
        return True

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        reason = "0 may arrive, and is refused"
        return Travel("nonzero", reason, self.carrier(field, around), converts=True, refuses=True)

    def derives(self, device: Device, value: Any) -> bool:
        """It has no `Default`."""
        return False

    @property
    def fallible(self) -> bool:
        """0 may arrive."""
        return True
