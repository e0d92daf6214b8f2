# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common that are objects of QEMU's own."""

from __future__ import annotations

from typing import ClassVar, Self

from vmgen.model.kinds.base import Kind


class Part(Kind):
    """A part of the device that is an object of QEMU's own."""

    is_word: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """Its type in QEMU."""
        return type(self).__name__


class BarePart(Part):
    """A part that takes no brackets."""

    @classmethod
    def bare(cls) -> Self:
        """As it is."""
        return cls()
