# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers: bool and the integers, written as Rust writes them."""

from __future__ import annotations

from typing import ClassVar

from vmgen.layout.scalars import SCALARS, ScalarInfo
from vmgen.model.kinds.base import Kind, Words


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
