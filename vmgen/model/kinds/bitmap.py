# SPDX-License-Identifier: GPL-2.0-or-later
"""Bitmaps: more bits than a number has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.base import Most
from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.saying import RANGE, Say
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field
    from vmgen.model.place import Shape
    from vmgen.model.walk import Site

WORD = 64
"""Bits of a word on the wire, bit 0 the lowest of word 0 (vmstate-wire.md section 12)."""


class Bitmap(NumberKind):
    """`Bitmap[n]`: n bits as C's bitmaps send them, in u64 words; bits above n travel, too."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    mirrored: ClassVar[bool] = True
    named_in_conditions: ClassVar[bool] = False
    says_length: ClassVar[bool] = True
    bits: int
    named: str = ""
    """The constant of the spec that `bits` is."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bits: an array of words."""
        from vmgen.model.types import ArrayOf

        match arguments:
            case (bits,):
                length = reader.length(bits)
                words = -(-length // WORD)
                return ArrayOf(item=cls(bits=length, named=length.name), length=words)
        return None

    @property
    def number(self) -> Scalar:
        """A word."""
        return Scalar(name="u64")

    def written(self, word: Words) -> str:
        """So many bits."""
        return word("Bitmap", word.length(self.bits, self.named))

    def check(self, site: Site, say: Say) -> None:
        """A reset value is one of words, and sets no bit that there is not."""
        say.no_effect(site.field, (*RANGE, "count"), "its bits travel as they are")
        field, above = site.field, self.bits % WORD
        last = field.default[-1] if isinstance(field.default, tuple) else field.default
        if last and isinstance(field.default, int) and self.bits > WORD:
            mend = "Write a list with a value for each word of 64 bits."
            say.about("VM122", field, "default", "one number would be that of each word", mend)
        elif above and isinstance(last, int) and last >> above:
            say.about("VM122", field, "default", f"it has {self.bits} bits, its value more")

    def in_memory(self, shape: Shape) -> int | None:
        """C has a pointer to it, of whose size a dump says nothing."""
        return 0

    def travel(self, field: Field, around: Around) -> Travel:
        """Word by word."""
        return Travel("copy", f"{self.bits} bits in words of {WORD}, the lowest first", self)
