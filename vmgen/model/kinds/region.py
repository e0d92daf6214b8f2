# SPDX-License-Identifier: GPL-2.0-or-later
"""MMIO windows."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from vmgen.model.kinds.base import Reader, Type, Words
from vmgen.model.kinds.part import Part

_MOST = (1 << 64) - 1


class MemoryRegion(Part):
    """`MemoryRegion[size, "little"]`: an MMIO window of that many bytes. Does not travel."""

    is_word: ClassVar[bool] = True
    size: int
    order: Literal["", "little", "big"] = ""
    """The byte order of what the guest reads; empty where it is not said."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Its bytes, and the order of what the guest reads."""
        match arguments:
            case (size,):
                return cls(size=reader.length(size, _MOST))
            case (size, ("little" | "big") as order):
                return cls(size=reader.length(size, _MOST), order=order)
        return None

    def written(self, word: Words) -> str:
        """Its size, and the order if it is said."""
        return word(
            "MemoryRegion", word.length(self.size), *([repr(self.order)] if self.order else [])
        )

    @property
    def on_the_wire(self) -> bool:
        """It is made anew when the device is."""
        return False
