# SPDX-License-Identifier: GPL-2.0-or-later
"""What all nodes of the model have.

Every node keeps the position it has in the spec, and `at` the positions of its options, so that
every later message can point there.
"""

from __future__ import annotations

from dataclasses import field

from vmgen.diagnostics import Position
from vmgen.values import Frozen


class Node(Frozen):
    """What all nodes have."""

    position: Position
    at: dict[str, Position] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    """How the spec writes numbers that are not plain decimal, by option: `0x90`, `DEPTH - 1`."""

    def where(self, option: str) -> Position:
        """The place of an option, or of the node where the option is not written."""
        return self.at.get(option, self.position)
