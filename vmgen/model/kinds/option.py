# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that may be absent."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words, only
from vmgen.model.kinds.nonzero import NonZero
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown


class Option(Kind):
    """`Option[u32]`: absent as a number of its own (`none=`), or by a flag before it (`flag=`)."""

    item: Scalar | NonZero

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around an integer."""
        match only(arguments, reader):
            case (Scalar() | NonZero()) as item if item != Scalar(name="bool"):
                return cls(item=item)
            case Unknown() as item:
                return item
        return None

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def number(self) -> Scalar:
        """The number that is there or not."""
        return self.item.number

    @property
    def nonzero(self) -> bool:
        """As the number's."""
        return self.item.nonzero
