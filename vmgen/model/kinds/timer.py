# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers, in the device or in registers."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.base import Most
from vmgen.model.kinds.part import BarePart


class Timer(BarePart):
    """A timer. Travels as i64 nanoseconds of its clock, -1 while not pending."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    in_arrays: ClassVar[bool] = True

    def may_change(self, *, registers: bool) -> bool:
        """As the number that a mirror has for it."""
        return registers
