# SPDX-License-Identifier: GPL-2.0-or-later
"""Clock inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.part import BarePart
from vmgen.model.kinds.saying import Fault

if TYPE_CHECKING:
    from vmgen.model.walk import Site


class Clock(BarePart):
    """A clock input. Its period travels, with C's `clock` description."""

    is_word: ClassVar[bool] = True

    def in_registers(self, site: Site) -> Fault | None:
        """Never."""
        if not site.field.shape.one:
            return super().in_registers(site)
        return Fault("clocks are fields of the device itself")
