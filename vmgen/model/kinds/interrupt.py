# SPDX-License-Identifier: GPL-2.0-or-later
"""Interrupt lines."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.part import BarePart, Wiring


class InterruptSource(Wiring, BarePart):
    """An interrupt line of the device. Does not travel."""

    is_word: ClassVar[bool] = True

    @property
    def under_lock(self) -> str:
        """It is raised."""
        return "raises interrupts"
