# SPDX-License-Identifier: GPL-2.0-or-later
"""Words of a spec in a message."""

from __future__ import annotations

MOST = 80
"""Characters: the line of the spec stands below the message anyway."""


def quote(text: str, most: int = MOST) -> str:
    """In backquotes; of more than `most` characters the first."""
    return f"`{text if len(text) <= most else text[: most - 3] + '...'}`"
