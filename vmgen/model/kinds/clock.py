# SPDX-License-Identifier: GPL-2.0-or-later
"""Clock inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import CLOCK_BODY, Element, Nested
from vmgen.model.kinds.memory import POINTER
from vmgen.model.kinds.nested import StructKind
from vmgen.model.kinds.part import BarePart
from vmgen.model.kinds.saying import Fault
from vmgen.model.names import with_ending
from vmgen.model.travel import Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement
    from vmgen.model.walk import Site


class Clock(BarePart):
    """A clock input. Its period travels, with C's `clock` description."""

    is_word: ClassVar[bool] = True
    named_to_users: ClassVar[bool] = True
    description: ClassVar[str] = CLOCK_BODY.name
    untold: ClassVar[tuple[str, ...]] = ("multiplier", "divider")

    def in_registers(self, site: Site) -> Fault | None:
        """Never."""
        return Fault("clocks are fields of the device itself")

    def element(self, site: Site, layout: Layout) -> Element:
        """C's own description, behind a pointer."""
        return Nested("clock", CLOCK_BODY, POINTER)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """It stands still."""
        return {"period": 0, "multiplier": 1, "divider": 1}

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """Its period and factors."""
        from vmgen.model.kinds import states

        return states.ClockState

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """The same."""
        from vmgen.model.kinds import states

        return states.ClockState(**plain)

    def forms(self, path: str) -> Iterator[tuple[str, str]]:
        """It calls one when it changes."""
        yield with_ending(path, "update"), f"the clock `{path}`"

    def travel_in_device(self, field: Field) -> Travel:
        """As QEMU's own description `clock`."""
        return Travel("object", "QEMU's clock describes itself", StructKind(name="clock"))
