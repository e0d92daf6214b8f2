# SPDX-License-Identifier: GPL-2.0-or-later
"""What a restore has of a queue before it fills it."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.base import Kind


class Slots(Kind):
    """The slots of a ring that hold the items, in their order; no field is of this kind."""

    is_word: ClassVar[bool] = False
