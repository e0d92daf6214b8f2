# SPDX-License-Identifier: GPL-2.0-or-later
"""Bitmaps: more bits than a number has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import RANGE, SHARED, Fault, Say
from vmgen.model.kinds.sized import Sized
from vmgen.model.kinds.written import Length, Reader, Type, TypeForm, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field
    from vmgen.model.place import Shape
    from vmgen.model.walk import Site

WORD = 64
"""Bits of a word on the wire, bit 0 the lowest of word 0 (vmstate-wire.md section 12)."""


class Bitmap(Sized):
    """`Bitmap[n]`, `Bitmap[BqlCell[u64], n]`: n bits, as C's bitmaps send them: in u64 words."""

    mirrored: ClassVar[bool] = True
    in_cells: ClassVar[bool] = True
    per: ClassVar[int] = WORD

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bits; in a device each word in a cell."""
        from vmgen.model.types import ArrayOf, Cell  # these are around kinds

        match arguments:
            case (TypeForm(name="BqlCell") as form, size):
                cell, made = reader.read(form), super().read((size,), reader)
                if cell == Cell(name="BqlCell", item=Scalar(name="u64")):
                    assert isinstance(cell, Cell) and isinstance(made, ArrayOf)
                    return replace(made, item=replace(cell, item=made.item))
                return None
        return super().read(arguments, reader)

    def written_around(self, word: Words, number: Type) -> str:
        """In a device each word is in a cell."""
        if number is self:
            return self.written(word)
        cell = word("BqlCell", self.number.written(word))
        return word("Bitmap", cell, word.length(self.size, self.named))

    @classmethod
    def numbers_in(cls, size: Length) -> Length:
        """Words."""
        return Length(-(-size // WORD))

    @property
    def number(self) -> Scalar:
        """A word."""
        return Scalar(name="u64")

    def in_device(self, site: Site) -> Fault | None:
        """In cells alone."""
        return Fault(SHARED, mend=f"Write `Bitmap[BqlCell[u64], {self.size}]`.")

    def seen_through(self, device: Device) -> bool:
        """Word by word."""
        return True

    def check(self, site: Site, say: Say) -> None:
        """A reset value is one of words, and sets no bit that there is not."""
        say.no_effect(site.field, RANGE, "its bits travel as they are")
        field, above = site.field, self.size % WORD
        words = field.default if isinstance(field.default, tuple) else (field.default,)
        last = words[-1] if words else None
        if last and isinstance(field.default, int) and self.size > WORD:
            mend = "Write a list with a value for each word of 64 bits."
            say.about("VM122", field, "default", "one number would be that of each word", mend)
        elif above and isinstance(last, int) and last >> above:
            say.about("VM122", field, "default", f"it has {self.size} bits, its value more")

    def in_memory(self, shape: Shape) -> int | None:
        """C has a pointer to it, of whose size a dump says nothing."""
        return 0

    def travel(self, field: Field, around: Around) -> Travel:
        """Word by word."""
        return Travel("copy", f"{self.size} bits in words of {WORD}, the lowest first", self)
