# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common that are written around a number."""

from __future__ import annotations

from typing import Any, ClassVar

from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words, only


class AroundNumber(NumberKind):
    """`Word[u32]`: a number with a meaning."""

    is_word: ClassVar[bool] = True
    item: NumberKind

    @classmethod
    def takes(cls, item: Type) -> bool:
        """Whether it may be around this: any number."""
        return isinstance(item, Scalar)

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around what it takes."""
        item = only(arguments, reader)
        if isinstance(item, Unknown):
            return item
        if item is None or not cls.takes(item):
            return None
        assert isinstance(item, NumberKind)
        return cls(item=item)

    @property
    def number(self) -> Scalar:
        """The number inside."""
        return self.item.number

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))
