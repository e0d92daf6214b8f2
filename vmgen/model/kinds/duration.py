# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from vmgen.model.kinds.base import Kind
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Duration(Kind):
    """A `std::time::Duration`; `unit=` says what the number on the wire counts."""

    @classmethod
    def bare(cls) -> Self:
        """It takes no brackets."""
        return cls()

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number of its unit."""
        reason = f"a number of {field.unit}"
        return Travel("duration", reason, self.carrier(field), converts=True)
