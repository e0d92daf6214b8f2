# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes on the wire that mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Padding, WireField
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.memory import Memory
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import Fault
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, Struct
    from vmgen.model.walk import Site


_KEPT = "bytes that a number counts have to be kept somewhere: QEMU's Rust skips a fixed number"


class Unused(Kind):
    """`Unused[n]`: n bytes on the wire, zero when saved, skipped when loaded."""

    most: ClassVar[Most] = "one"
    mirrored: ClassVar[bool] = True
    named_in_stream: ClassVar[bool] = False
    stream_name: ClassVar[str] = "unused"
    size: int

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bytes."""
        match arguments:
            case (size,):
                return cls(size=reader.length(size, least=0))
        return None

    @property
    def at_run_time(self) -> bool:
        """No field."""
        return False

    @property
    def counted(self) -> Type:
        """Bytes, of which so many travel."""
        from vmgen.model.types import ArrayOf  # arrays are around kinds

        return ArrayOf(item=Scalar(name="u8"), length=self.size, buffer=True)

    def around(self, item: Kind) -> Kind:
        """One of those."""
        return Unused(size=1)

    def may_change(self, *, registers: bool) -> bool:
        """Never, and nobody asks."""
        return True

    def elements(self, device: Device) -> int:
        """Its bytes."""
        return self.size

    def in_device(self, site: Site) -> Fault | None:
        """Anywhere, but for a count: QEMU's Rust skips so many bytes, or keeps what it counts."""
        if site.field.shape.counted:
            return Fault(_KEPT, mend="Put it into `Registers`, behind the number that counts it.")
        return None if site.field.shape.one else super().in_device(site)

    def in_registers(self, site: Site) -> Fault | None:
        """As many as a number says only where there is a mirror for them."""
        if site.foreign and site.field.shape.counted:
            return Fault(_KEPT, mend="Keep a `Buffer` with this count.")
        return None if site.field.shape.counted else super().in_registers(site)

    def written(self, word: Words) -> str:
        """So many bytes."""
        return word("Unused", word.length(self.size))

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """QEMU calls all such the same."""
        element = Padding(self.size, site.field.name)
        if site.field.shape.counted:
            yield replace(layout.field(site, element), key="", name=self.stream_name)
        else:
            yield WireField("", self.stream_name, element)

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """None."""
        yield from ()

    def travel(self, field: Field, around: Around) -> Travel:
        """Skipped, or kept by a mirror where a number counts them."""
        if field.shape.counted:
            byte = Scalar(name="u8")
            return Travel("padding", "only bytes to skip", byte, converts=True)
        return self.travel_in_device(field)

    def travel_in_device(self, field: Field) -> Travel:
        """Skipped."""
        return Travel("padding", "only bytes to skip", self, in_mirror=False)
