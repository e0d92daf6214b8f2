# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers, in the device or in registers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import SCALARS, Element, element
from vmgen.layout.outgoing import TIMER_OFF
from vmgen.model.kinds import states
from vmgen.model.kinds.base import Most
from vmgen.model.kinds.memory import POINTER, TIMER, Memory
from vmgen.model.kinds.part import BarePart

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, Struct
    from vmgen.model.walk import Site


TimerState = states.number(0, SCALARS["i64"].maximum) | None
"""When a timer expires, in ns; None while it is not pending."""


class Timer(BarePart):
    """A timer. Travels as i64 nanoseconds of its clock, -1 while not pending."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    in_arrays: ClassVar[bool] = True

    def may_change(self, *, registers: bool) -> bool:
        """As the number that a mirror has for it."""
        return registers

    def wire_scalar(self, device: Device, field: Field) -> str:
        """Nanoseconds."""
        return "i64"

    def element(self, site: Site, layout: Layout) -> Element:
        """Behind a mirror a restore looks at it, else QEMU itself does."""
        return element.Timer(TIMER, restored=site.registers)

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """A QEMUTimer."""
        yield Memory(TIMER, POINTER)

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """When it expires, or None."""
        return TimerState

    def told(self, value: Any) -> Any:
        """As on the wire."""
        return TIMER_OFF if value is None else value
