# SPDX-License-Identifier: GPL-2.0-or-later
"""Interrupt lines."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.part import BarePart


class InterruptSource(BarePart):
    """An interrupt line of the device. Does not travel."""

    is_word: ClassVar[bool] = True

    @property
    def on_the_wire(self) -> bool:
        """It is made anew when the device is."""
        return False
