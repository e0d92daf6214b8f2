# SPDX-License-Identifier: GPL-2.0-or-later
"""MMIO windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from vmgen.model.kinds.part import Wiring
from vmgen.model.kinds.saying import Fault
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.names import region_methods

if TYPE_CHECKING:
    from vmgen.model.walk import Site

_MOST = (1 << 64) - 1


class MemoryRegion(Wiring):
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

    def forms(self, path: str) -> Iterator[tuple[str, str]]:
        """What the guest's reads and writes become."""
        for method in region_methods(path):
            yield method, f"the region `{path}`"

    def in_device(self, site: Site) -> Fault | None:
        """With the order that the guest reads in, which QEMU does not guess."""
        if not (site.field.shape.rows or self.order):
            return Fault("nothing says in which byte order the guest reads it", "VM210")
        return super().in_device(site)

    def written(self, word: Words) -> str:
        """Its size, and the order if it is said."""
        return word(
            "MemoryRegion", word.length(self.size), *([repr(self.order)] if self.order else [])
        )
