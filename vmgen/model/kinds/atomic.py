# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that several threads change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.around import AroundNumber
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.number import Scalar
from vmgen.model.travel import Around, Travel, widens

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Atomic(AroundNumber):
    """`Atomic[u32]`: Rust's `AtomicU32`, for registers that another thread changes."""

    most: ClassVar[Most] = "array"
    item: Scalar

    @property
    def movable(self) -> bool:
        """Another thread may have it."""
        return False

    @property
    def restored(self) -> Kind:
        """Its number, which is written through."""
        return self.item

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        wire, reason = self.carrier(field, around), "what it holds at the moment"
        refuses = not widens(wire.name, self.item.name)
        return Travel("atomic", reason, wire, converts=True, refuses=refuses)
