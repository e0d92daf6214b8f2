# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common that a class of the spec makes."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.base import Kind, Words


class Named(Kind):
    """A struct, enum or bitfield of the same device, by its Rust name."""

    is_word: ClassVar[bool] = False
    name: str

    def written(self, word: Words) -> str:
        """By its name."""
        return word.named(self.name)
