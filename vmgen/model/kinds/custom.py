# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of the author's, with the author's conversions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Element, whole
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.nested import StructKind
from vmgen.model.kinds.reset import reset_struct
from vmgen.model.kinds.saying import OF_NUMBERS, Say
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement, Struct
    from vmgen.model.walk import Site


class Custom(Kind):
    """`Custom["Mode"]`: a Rust type of the author's, with the conversions to what travels."""

    most: ClassVar[Most] = "one"
    by_author: ClassVar[bool] = True
    checked_whole: ClassVar[bool] = True
    name: str
    wire: str | None = None
    """The mirror that the author converts to and from; None where it is a number."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """By its name in Rust, and its mirror."""
        match arguments:
            case (name,) if (text := reader.text(name)) is not None:
                return cls(name=text)
            case (name, mirror) if (text := reader.text(name)) is not None:
                wire = reader.mirror(mirror)
                return Unknown() if wire is None else cls(name=text, wire=wire)
        return None

    @property
    def behind_migratable(self) -> bool:
        """With its mirror."""
        return self.wire is not None

    def wire_struct(self, device: Device) -> Struct | None:
        """Its mirror."""
        return None if self.wire is None else device.struct(self.wire)

    def check(self, site: Site, say: Say) -> None:
        """In registers it is a number, of a width that is said."""
        field = site.field
        if not site.registers or not field.migrate:
            return
        if self.wire is not None:
            say.about("VM164", field, "type", "a mirror belongs behind `Migratable`")
        elif field.wire is None or field.wire == "usize":
            say.about("VM164", field, "type", "says no `wire=`")
        elif field.default is not None and not isinstance(field.default, int):
            say.about("VM122", field, "default", "the reset value is that on the wire")

    def check_in_device(self, site: Site, say: Say) -> None:
        """Nothing that vmgen would do with a value."""
        mend = "Check and convert the value in your own code."
        say.no_effect(site.field, OF_NUMBERS, "the author converts it", mend)
        mend = "Set it where your code makes the device or resets it."
        say.no_effect(site.field, ["default"], "it is not vmgen that makes it", mend)

    def written(self, word: Words) -> str:
        """By its name in Rust, and its mirror."""
        return word("Custom", repr(self.name), *([word.named(self.wire)] if self.wire else []))

    def wire_scalar(self, device: Device, field: Field) -> str | None:
        """A number, unless it has a mirror."""
        return None if self.wire is not None else field.wire or "u64"

    def element(self, site: Site, layout: Layout) -> Element:
        """The mirror, or a number as it arrives."""
        if self.wire is not None:
            return layout.nested(site, site.device.struct(self.wire))
        return whole(site.field.wire or "u64")

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """On the wire."""
        struct = self.wire_struct(device)
        return int(value or 0) if struct is None else reset_struct(device, struct)

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """As on the wire; none where nothing says what that is."""
        from vmgen.model.kinds import states

        if self.wire is not None:
            return named(self.wire)
        return None if site.field.wire is None else states.scalar(site.field.wire)

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """A state of the mirror."""
        return plain if self.wire is None else named(self.wire)()

    @property
    def author_type(self) -> str:
        """It."""
        return self.name

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number, by the author's conversions."""
        reason = "the author's type, with the author's conversions"
        return Travel("custom", reason, self.carrier(field, around), converts=True, refuses=True)

    def travel_wrapped(self, field: Field, around: Around) -> Travel:
        """As its mirror."""
        assert self.wire is not None
        reason = f"C sees the mirror that `{self.name}` is converted to"
        return Travel("wrapper", reason, StructKind(name=self.wire))

    def derives(self, device: Device, value: Any) -> bool:
        """Its own `Default` is its reset state."""
        return True

    @property
    def fallible(self) -> bool:
        """As the author says."""
        return True
