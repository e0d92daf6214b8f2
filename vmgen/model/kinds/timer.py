# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers, in the device or in registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.base import Most
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.option import Option
from vmgen.model.kinds.part import BarePart
from vmgen.model.names import timer_methods
from vmgen.model.travel import Around, AuthorMethod, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field, ResetElement


class Timer(BarePart):
    """A timer. Travels as i64 nanoseconds of its clock, -1 while not pending."""

    is_word: ClassVar[bool] = True
    most: ClassVar[Most] = "array"
    in_arrays: ClassVar[bool] = True

    def may_change(self, *, registers: bool) -> bool:
        """As the number that a mirror has for it."""
        return registers

    @property
    def under_lock(self) -> str:
        """It calls functions."""
        return "has timers, whose functions run inside the big lock"

    def travel(self, field: Field, around: Around) -> Travel:
        """When it expires, as it tells; or as the author's methods say."""
        wire = Scalar(name="i64")
        if around.dialect.timer_migrates:
            reason = "when it expires, in ns of its clock; -1 while it is not pending"
            return Travel("timer", reason, wire, converts=True, by_traits=True)
        reason = f"timers of dialect {around.dialect.name} do not tell: the author's methods do"
        return Travel("armed", reason, wire, converts=True, methods=self._methods(field))

    def _methods(self, field: Field) -> tuple[AuthorMethod, ...]:
        tells, arms = timer_methods(field.name)
        index = () if field.shape.one else ("index: usize",)
        about = f"When `{field.name}` expires, in ns of its clock, if it is pending."
        expiry = Option(item=Scalar(name="i64"))
        arming = f"Makes `{field.name}` expire at that time, or stops it."
        given = (*index, "expire_time_ns: Option<u64>")
        return (
            AuthorMethod(tells, about, expiry, index, rank=3),
            AuthorMethod(arms, arming, None, given, "&mut self", rank=3),
        )

    def travel_in_device(self, field: Field) -> Travel:
        """QEMU's own description of it."""
        return Travel("object", "expiry in ns, -1 while not pending", Scalar(name="i64"))

    def derives(self, value: ResetElement | None, node: Any) -> bool:
        """It has no `Default`."""
        return False

    def outgoing(self, value: ResetElement | None, field: Field, node: Any) -> int:
        """Not pending."""
        return -1
