# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.saying import Say
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field
    from vmgen.model.walk import Site


class Duration(Kind):
    """A `std::time::Duration`; `unit=` says what the number on the wire counts."""

    options: ClassVar[tuple[str, ...]] = ("unit",)
    most: ClassVar[Most] = "one"
    checked_whole: ClassVar[bool] = True

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

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number of its unit."""
        reason = f"a number of {field.unit}"
        return Travel("duration", reason, self.carrier(field), converts=True)
