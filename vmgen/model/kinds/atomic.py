# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that several threads change."""

from __future__ import annotations

from typing import Any, ClassVar

from vmgen.model.kinds.base import Most
from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words, only


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
