# SPDX-License-Identifier: GPL-2.0-or-later
"""Bitmaps: more bits than a number has."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import RANGE, Say
from vmgen.model.kinds.sized import Sized
from vmgen.model.kinds.written import Length
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field
    from vmgen.model.place import Shape
    from vmgen.model.walk import Site

WORD = 64
"""Bits of a word on the wire, bit 0 the lowest of word 0 (vmstate-wire.md section 12)."""

_WORDS = (
    "If all of it travels, remove it. If the machine says how many bits there are, write the words "
    "in the device: an array of `BqlCell[u64]`, counted by a cell with `migrate=False`."
)


class Bitmap(Sized):
    """`Bitmap[n]`: n bits as C's bitmaps send them, in u64 words; bits above n travel, too."""

    mirrored: ClassVar[bool] = True

    @classmethod
    def numbers_in(cls, size: Length) -> Length:
        """Words."""
        return Length(-(-size // WORD))

    @property
    def number(self) -> Scalar:
        """A word."""
        return Scalar(name="u64")

    def check(self, site: Site, say: Say) -> None:
        """A reset value is one of words, and sets no bit that there is not."""
        say.no_effect(site.field, RANGE, "its bits travel as they are")
        say.no_effect(site.field, ("count",), "C counts bits and QEMU's Rust words", _WORDS)
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
