# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers of a few bits, inside a register of bit fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.base import Kind
from vmgen.model.kinds.written import Reader, Type, Words

if TYPE_CHECKING:
    from vmgen.model.nodes import Enum


class bits(Kind):
    """`bits[n]`: n bits of a `Bits` register as a number."""

    width: int

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bits."""
        match arguments:
            case (width,):
                return cls(width=reader.length(width, 64))
        return None

    def python_type(self, named: Callable[[str], Any]) -> Any:
        """A number."""
        return int

    def bits_inside(self, enum: Callable[[str], Enum]) -> int:
        """Its width."""
        return self.width

    def written(self, word: Words) -> str:
        """So many bits."""
        return word("bits", word.length(self.width))
