# SPDX-License-Identifier: GPL-2.0-or-later
"""Enums: numbers of which only some are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.named import Named
from vmgen.model.kinds.number import Scalar
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field, ResetElement


class EnumKind(Named):
    """An enum of the device, which travels as a number."""

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        wire = Scalar(name=field.wire or around.find(self.name).repr or "u8")
        reason = "any number may arrive, and only some are variants"
        return Travel("enum", reason, wire, converts=True, refuses=True)

    def reset(self, node: Any) -> ResetElement:
        """The first variant."""
        return f"{self.name}.{node.variants[0].name}"

    def derives(self, value: ResetElement | None, node: Any) -> bool:
        """The first variant is the one that `Default` gives."""
        return value == self.reset(node)

    def outgoing(self, value: ResetElement | None, field: Field, node: Any) -> int:
        """The variant's number."""
        name = str(value).partition(".")[2]
        return next(int(variant.value) for variant in node.variants if variant.name == name)

    @property
    def fallible(self) -> bool:
        """No variant may have the number."""
        return True
