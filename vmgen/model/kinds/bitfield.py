# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers of bit fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmgen.model.kinds.named import Named
from vmgen.model.kinds.number import Scalar
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class BitsKind(Named):
    """A register of bit fields over a scalar."""

    def travel(self, field: Field, around: Around) -> Travel:
        """As it is, but for 64 bits."""
        number = around.find(self.name).repr
        if number == "u64":
            reason = "`impl_vmstate_bitsized!` does not compile for a bitfield of 64 bits"
            return Travel("bits", reason, Scalar(name=number), converts=True)
        return Travel("copy", f"a bitfield is its {number}", self)
