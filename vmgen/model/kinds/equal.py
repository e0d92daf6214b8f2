# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that both sides of a migration have from their configuration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from vmgen.layout import Number
from vmgen.model.kinds.around import AroundNumber
from vmgen.model.kinds.base import Most
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import Fault, Say
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Field
    from vmgen.model.walk import Site


class Equal(AroundNumber):
    """`Equal[u32]`: must arrive as it is here, as C's `*_EQUAL`; a load does not change it."""

    most: ClassVar[Most] = "array"
    compared: ClassVar[bool] = True
    item: Scalar

    def in_registers(self, site: Site) -> Fault | None:
        """Not where it may not arrive: a mirror has its reset value then, which may be another."""
        if site.field not in site.owner.fields:
            return Fault("what is compared must arrive, and a subsection may not")
        return super().in_registers(site)

    def check(self, site: Site, say: Say) -> None:
        """It is compared, so nothing else looks at its value; it always travels, whole."""
        mend = "Check the value where your code sets it."
        say.no_effect(site.field, ("ge", "gt", "le", "lt"), "it is compared", mend)
        say.no_effect(site.field, ["count"], "all of it is compared")
        mend = "Write a plain number."
        say.no_effect(site.field, ["migrate"], "what does not travel is not compared", mend)

    def element(self, site: Site, layout: Layout) -> Number:
        """A number that a restore only looks at."""
        return replace(super().element(site, layout), kept=True)

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        carrier = self.carrier(field, around)
        converts = carrier != self.item
        reason = "must arrive as it is here, or the load is refused"
        return Travel(
            "equal", reason, carrier, converts=converts, refuses=True, partial=not converts
        )
