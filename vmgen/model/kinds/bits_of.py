# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers of a few bits, inside a register of bit fields."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words


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

    def written(self, word: Words) -> str:
        """So many bits."""
        return word("bits", word.length(self.width))
