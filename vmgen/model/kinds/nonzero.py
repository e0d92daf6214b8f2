# SPDX-License-Identifier: GPL-2.0-or-later
"""Integers that are never 0."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words, only
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown


class NonZero(Kind):
    """`NonZero[u8]`: Rust's `NonZeroU8`; a zero in the stream is refused."""

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

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def number(self) -> Scalar:
        """The integer."""
        return self.item

    @property
    def nonzero(self) -> bool:
        """Always."""
        return True
