# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers: bool and the integers, written as Rust writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.layout.scalars import SCALARS, ScalarInfo
from vmgen.model.kinds.base import Kind, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Scalar(Kind):
    """`u8` to `u64`, `i8` to `i64`, `usize` and `bool`."""

    is_word: ClassVar[bool] = False
    name: str

    def written(self, word: Words) -> str:
        """By its name."""
        return word(self.name)

    @property
    def info(self) -> ScalarInfo:
        """Width and range."""
        return SCALARS[self.name]

    @property
    def number(self) -> Scalar:
        """Itself."""
        return self

    def travel(self, field: Field, around: Around) -> Travel:
        """As it is, in another width, or not all of its bits."""
        if field.shape.rows:
            return Travel("rows", "the engine knows one dimension", self, converts=True)
        if field.mask is not None or field.force:
            return Travel("mask", "not all of its bits travel", self, partial=True)
        if field.wire is None or field.wire == self.name:
            return Travel("copy", "travels as it is", self)
        strategy = "flag" if self.name == "bool" else "integer"
        reason = f"{self.name} at run time, {field.wire} on the wire"
        return Travel(strategy, reason, self.carrier(field), converts=True, refuses=True)
