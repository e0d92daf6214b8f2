# SPDX-License-Identifier: GPL-2.0-or-later
"""Clock inputs."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.part import BarePart


class Clock(BarePart):
    """A clock input. Its period travels, with C's `clock` description."""

    is_word: ClassVar[bool] = True
