# SPDX-License-Identifier: GPL-2.0-or-later
"""Clock inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.nested import StructKind
from vmgen.model.kinds.part import BarePart
from vmgen.model.kinds.saying import Fault
from vmgen.model.travel import Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field
    from vmgen.model.walk import Site


class Clock(BarePart):
    """A clock input. Its period travels, with C's `clock` description."""

    is_word: ClassVar[bool] = True

    def in_registers(self, site: Site) -> Fault | None:
        """Never."""
        if not site.field.shape.one:
            return super().in_registers(site)
        return Fault("clocks are fields of the device itself")

    def travel_in_device(self, field: Field) -> Travel:
        """As QEMU's own description `clock`."""
        return Travel("object", "QEMU's clock describes itself", StructKind(name="clock"))
