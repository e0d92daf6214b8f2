# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of time."""

from __future__ import annotations

from typing import Self

from vmgen.model.kinds.base import Kind


class Duration(Kind):
    """A `std::time::Duration`; `unit=` says what the number on the wire counts."""

    @classmethod
    def bare(cls) -> Self:
        """It takes no brackets."""
        return cls()
