# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that may be absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Companion, Number, WireField, whole
from vmgen.layout.scalars import SCALARS
from vmgen.model.kinds.around import AroundNumber
from vmgen.model.kinds.memory import Memory, scalar_memory
from vmgen.model.kinds.nonzero import NonZero
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.options import NUMBER, TEXT, Check
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.written import Type
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement, Struct
    from vmgen.model.walk import Site


class Option(AroundNumber):
    """`Option[u32]`: absent as a number of its own (`none=`), or by a flag before it (`flag=`)."""

    options: ClassVar[Mapping[str, Check]] = {"none": NUMBER, "flag": TEXT}
    wire_options: ClassVar[tuple[str, ...]] = ("none", "flag")
    named_in_conditions: ClassVar[bool] = False
    resets_to_nothing: ClassVar[bool] = True
    in_cells: ClassVar[bool] = True
    item: Scalar | NonZero

    @classmethod
    def takes(cls, item: Type) -> bool:
        """An integer."""
        return isinstance(item, Scalar | NonZero) and item != Scalar(name="bool")

    @property
    def nonzero(self) -> bool:
        """As the number's."""
        return self.item.nonzero

    def check(self, site: Site, say: Say) -> None:
        """What stands for an absent number is said once, and is no number itself."""
        field = site.field
        if not field.migrate or (field.none is None and field.flag is None and self.nonzero):
            return  # 0 stands for "absent"
        if (field.none is None) == (field.flag is None):
            say.about("VM161", field, "type", "needs `none=` or `flag=`, and not both")
        elif field.flag is not None and not field.shape.one:
            say.about("VM161", field, "flag", "a flag is for one, not for each of an array")
        elif field.none is not None:
            self._absent(field, field.none, say)

    def _absent(self, field: Field, none: int, say: Say) -> None:
        low, high = field.bounds
        if low <= none <= high:
            say.about("VM161", field, "none", f"{none} is a value in {low}..={high} itself")
        wire = field.wire or self.number.name
        info = SCALARS[wire]
        if not info.minimum <= none <= info.maximum:
            say.about("VM125", field, "none", f"{none} does not fit {wire}")

    def element(self, site: Site, layout: Layout) -> Number:
        """A number of its own may stand for "absent"."""
        field = site.field
        none = 0 if field.none is None and field.flag is None else field.none
        return replace(super().element(site, layout), none=none)

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """A flag may stand before it."""
        field = site.field
        if field.flag is not None:
            companion, key = Companion("flag", (field.name,)), site.owner.members[field.flag]
            yield layout.beside(
                site, WireField(key, field.flag, whole("bool"), companion=companion)
            )
        yield from super().wire_fields(site, layout)

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """The flag is a bool."""
        if site.field.flag is not None:
            yield scalar_memory("bool")
        yield from super().memory(site, of_struct)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """Absent, if nothing is said."""
        return None if value is None else self.item.at_reset(device, value)

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """The number or None."""
        return super().annotation(site, named) | None

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number, of which one is absent; or behind a flag."""
        reason = f"absent is {field.none or 0} on the wire"
        if field.flag is not None:
            reason = f"absent where the flag `{field.flag}` before it says so"
        return Travel("option", reason, self.carrier(field, around), converts=True, refuses=True)

    def derives(self, device: Device, value: Any) -> bool:
        """Absent is its `Default`."""
        return value is None

    def outgoing(self, field: Field, value: Any) -> int:
        """The number, or that of an absent one."""
        return int((field.none or 0) if value is None else value)

    @property
    def fallible(self) -> bool:
        """The number inside may be wrong."""
        return True
