# SPDX-License-Identifier: GPL-2.0-or-later
"""What all nodes of the model have.

Every node keeps the position it has in the spec, and `at` the positions of its options, so that
every later message can point there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from vmgen.diagnostics import Position

_UNASKED: set[str] = set()


class Frozen(BaseModel):
    """A part of the model, without a place in the spec."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Node(Frozen):
    """What all nodes have."""

    position: Position
    at: dict[str, Position] = {}
    spelled: dict[str, str] = {}
    """How the spec writes numbers that are not plain decimal, by option: `0x90`, `DEPTH - 1`."""

    def model_post_init(self, context: Any, /) -> None:
        """Nobody asks which fields were given, and a set of their names is half of a node."""
        object.__setattr__(self, "__pydantic_fields_set__", _UNASKED)

    def where(self, option: str) -> Position:
        """The place of an option, or of the node where the option is not written."""
        return self.at.get(option, self.position)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, which works out anew what a node works out once: it may have other values."""
        made = super().model_copy(update=update, deep=deep)
        for name in made.__dict__.keys() - type(self).model_fields.keys():
            del made.__dict__[name]
        return made
