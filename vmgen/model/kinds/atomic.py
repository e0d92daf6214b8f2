# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that several threads change."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words, only
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown


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
