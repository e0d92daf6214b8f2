# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes on the wire that mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Padding, WireField
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.memory import Memory
from vmgen.model.kinds.saying import Fault
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, Struct
    from vmgen.model.walk import Site


class Unused(Kind):
    """`Unused[n]`: n bytes on the wire, zero when saved, skipped when loaded."""

    most: ClassVar[Most] = "one"
    mirrored: ClassVar[bool] = True
    named_in_stream: ClassVar[bool] = False
    size: int

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bytes."""
        match arguments:
            case (size,):
                return cls(size=reader.length(size))
        return None

    @property
    def at_run_time(self) -> bool:
        """No field."""
        return False

    def may_change(self, *, registers: bool) -> bool:
        """Never, and nobody asks."""
        return True

    def elements(self, device: Device) -> int:
        """Its bytes."""
        return self.size

    def in_device(self, site: Site) -> Fault | None:
        """Anywhere."""
        return None if site.field.shape.one else super().in_device(site)

    def written(self, word: Words) -> str:
        """So many bytes."""
        return word("Unused", word.length(self.size))

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """QEMU calls all such the same."""
        yield WireField("", "unused", Padding(self.size, site.field.name))

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """None."""
        yield from ()

    def travel(self, field: Field, around: Around) -> Travel:
        """Skipped."""
        return self.travel_in_device(field)

    def travel_in_device(self, field: Field) -> Travel:
        """Skipped."""
        return Travel("padding", "only bytes to skip", self, in_mirror=False)
