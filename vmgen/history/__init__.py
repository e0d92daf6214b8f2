# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout that a crate was last built with, and what a new one does to its streams.

text      a layout as the lines of `layout.txt`, and back
compare   the first byte that moved
warn      VM135 and VM136, from the crates in the output folder
"""

from __future__ import annotations

from vmgen.history.compare import Change, Occupant, changes
from vmgen.history.text import layout_text, read_layout

__all__ = [
    "Change",
    "Occupant",
    "changes",
    "layout_text",
    "read_layout",
]
