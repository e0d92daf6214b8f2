# SPDX-License-Identifier: GPL-2.0-or-later
"""Integers that are never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.around import AroundNumber
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.written import Type
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field


class NonZero(AroundNumber):
    """`NonZero[u8]`: Rust's `NonZeroU8`; a zero in the stream is refused."""

    takes_absent: ClassVar[bool] = True
    in_cells: ClassVar[bool] = True
    item: Scalar

    @classmethod
    def takes(cls, item: Type) -> bool:
        """An integer."""
        return isinstance(item, Scalar) and item.name != "bool"

    @property
    def nonzero(self) -> bool:
        """Always."""
        return True

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        reason = "0 may arrive, and is refused"
        return Travel("nonzero", reason, self.carrier(field, around), converts=True, refuses=True)

    def derives(self, device: Device, value: Any) -> bool:
        """It has no `Default`."""
        return False

    @property
    def fallible(self) -> bool:
        """0 may arrive."""
        return True
