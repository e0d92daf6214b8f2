# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from vmgen.layout import Number, whole
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.options import Check
from vmgen.model.kinds.saying import Say
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement
    from vmgen.model.walk import Site


UNIT: Check = (
    '"ns", "us", "ms" or "s"',
    lambda value: isinstance(value, str) and value in ("ns", "us", "ms", "s"),
)


class Duration(Kind):
    """A `std::time::Duration`; `unit=` says what the number on the wire counts."""

    options: ClassVar[Mapping[str, Check]] = {"unit": UNIT}
    most: ClassVar[Most] = "one"
    checked_whole: ClassVar[bool] = True
    in_cells: ClassVar[bool] = True

    @classmethod
    def bare(cls) -> Self:
        """It takes no brackets."""
        return cls()

    def check(self, site: Site, say: Say) -> None:
        """It has a unit, and travels as a whole number of it."""
        field = site.field
        if field.migrate and field.unit is None:
            say.about("VM162", field, "type", "is a Duration without a unit")
        if field.wire not in (None, "u64", "u32"):
            say.about("VM125", field, "wire", "a duration travels as u64 or u32")
        if field.default is not None and (
            not isinstance(field.default, int) or isinstance(field.default, bool)
        ):
            say.about("VM122", field, "default", "the reset value is a number of units")
        if site.registers and not field.migrate and field.default is None:
            say.no_effect(field, ["unit"], "it neither travels nor has a reset value")

    def wire_scalar(self, device: Device, field: Field) -> str:
        """Of 64 bits, if nothing is said."""
        return field.wire or "u64"

    def element(self, site: Site, layout: Layout) -> Number:
        """A number of units."""
        return replace(whole(site.field.wire or "u64"), unit=site.field.unit or "")

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """In units."""
        return value if isinstance(value, int) else 0

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """In units."""
        from vmgen.model.kinds import states

        return states.scalar(site.field.wire or "u64")

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number of its unit."""
        reason = f"a number of {field.unit}"
        return Travel("duration", reason, self.carrier(field, around), converts=True)
