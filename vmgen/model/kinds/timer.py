# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers, in the device or in registers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Element, element
from vmgen.layout.outgoing import TIMER_OFF
from vmgen.model.kinds.base import Most
from vmgen.model.kinds.memory import POINTER, TIMER, Memory
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.option import Option
from vmgen.model.kinds.part import BarePart
from vmgen.model.names import timer_methods, with_ending
from vmgen.model.travel import Around, AuthorMethod, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, Struct
    from vmgen.model.walk import Site


class Timer(BarePart):
    """A timer. Travels as i64 nanoseconds of its clock, -1 while not pending."""

    is_word: ClassVar[bool] = True
    timed: ClassVar[bool] = True
    most: ClassVar[Most] = "array"

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
        from vmgen.model.kinds import states

        return states.TimerState

    @property
    def absent(self) -> int:
        """As on the wire."""
        return TIMER_OFF

    def forms(self, path: str) -> Iterator[tuple[str, str]]:
        """It calls one when it expires, wherever it is."""
        yield with_ending(path, "expired"), f"the timer `{path}`"

    def forms_in_struct(self, name: str) -> Iterator[tuple[str, str]]:
        """Where it does not tell, the author does."""
        for method in timer_methods(name):
            yield method, f"a method for the timer `{name}`"

    @property
    def under_lock(self) -> str:
        """It calls functions."""
        return "has timers, whose functions run inside the big lock"

    def travel(self, field: Field, around: Around) -> Travel:
        """When it expires, as it tells; or as the author's methods say."""
        wire = self.carrier(field, around)
        if around.dialect.timer_migrates:
            reason = "when it expires, in ns of its clock; -1 while it is not pending"
            return Travel("timer", reason, wire, converts=True, by_traits=True)
        reason = f"timers of dialect {around.dialect.name} do not tell: the author's methods do"
        return Travel("armed", reason, wire, converts=True, methods=self._methods(field))

    def tells(self, name: str) -> str:
        """The author's method that says when it expires."""
        return timer_methods(name)[0]

    def arms(self, name: str) -> str:
        """The author's method that makes it expire."""
        return timer_methods(name)[1]

    def _methods(self, field: Field) -> tuple[AuthorMethod, ...]:
        index = () if field.shape.one else ("index: usize",)
        about = f"When `{field.name}` expires, in ns of its clock, if it is pending."
        expiry = Option(item=Scalar(name="i64"))
        arming = f"Makes `{field.name}` expire at that time, or stops it."
        given = (*index, "expire_time_ns: Option<u64>")
        return (
            AuthorMethod(self.tells(field.name), about, expiry, index, rank=3),
            AuthorMethod(self.arms(field.name), arming, None, given, "&mut self", rank=3),
        )

    def travel_in_device(self, field: Field) -> Travel:
        """QEMU's own description of it."""
        return Travel("object", "expiry in ns, -1 while not pending", Scalar(name="i64"))

    def derives(self, device: Device, value: Any) -> bool:
        """It has no `Default`."""
        return False

    def outgoing(self, field: Field, value: Any) -> int:
        """Not pending."""
        return -1
