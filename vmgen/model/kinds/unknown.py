# SPDX-License-Identifier: GPL-2.0-or-later
"""What could not be read."""

from __future__ import annotations

from typing import ClassVar

from vmgen.model.kinds.base import Kind, Words


class Unknown(Kind):
    """A type that could not be read; the reason has been noted, and no build gets past it."""

    is_word: ClassVar[bool] = False

    def written(self, word: Words) -> str:
        """What is no type, so that nobody takes it for one."""
        return "..."
