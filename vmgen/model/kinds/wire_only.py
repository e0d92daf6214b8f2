# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers on the wire that the author computes, or that are a part of a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Companion, WireField, whole
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, AuthorMethod, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement
    from vmgen.model.walk import Site


class Wire(Kind):
    """`Wire[i32] = length("tx_fifo")`: a number on the wire with no field at run time."""

    most: ClassVar[Most] = "one"
    checked_whole: ClassVar[bool] = True
    takes_source: ClassVar[bool] = True
    item: Type

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around a number or an array of them."""
        match arguments:
            case (item,):
                return cls(item=reader.read(item))
        return None

    @property
    def at_run_time(self) -> bool:
        """No field."""
        return False

    @property
    def scalar(self) -> Scalar | None:
        """The number on the wire; None where it holds something else, which is refused."""
        return self.item if isinstance(self.item, Scalar) else None

    @property
    def unread(self) -> bool:
        """As what it holds."""
        return isinstance(self.item, Kind) and self.item.unread

    @property
    def spread(self) -> Type:
        """An array of numbers."""
        return self.item

    def around(self, item: Kind) -> Kind:
        """One of them."""
        return Wire(item=item)

    def check(self, site: Site, say: Say) -> None:
        """It holds numbers of a fixed width, and says where they come from."""
        field, shape = site.field, site.field.shape
        if site.registers:
            self._computed(field, say)
            say.no_effect(field, ["wire"], "its type is that on the wire")
            say.no_effect(field, ["migrate"], "it is on the wire only")
        if field.source is None:
            say.about("VM163", field, "type", "says neither computed() nor a part of a FIFO")
        elif shape.rows or self.scalar is None or self.scalar.name == "usize":
            say.about("VM163", field, "type", "holds a number of a fixed width, or an array")
        elif shape.array != (field.source.kind == "slots") and field.source.kind != "computed":
            say.about("VM163", field, "type", "slots are an array, the other parts a number")

    def _computed(self, field: Field, say: Say) -> None:
        """What the author's method gives at reset, as the codec takes it: numbers of the type."""
        if field.default is None or self.scalar is None or field.shape.rows:
            return
        values = field.default if isinstance(field.default, tuple) else (field.default,)
        length = field.shape.total if field.shape.array else None
        if isinstance(field.default, tuple) and len(values) != length:
            say.about("VM122", field, "default", "its value is a list of another length")
        info, name = self.scalar.info, self.scalar.name
        for value in values:
            if isinstance(value, bool) != (name == "bool") or not isinstance(value, int):
                say.about("VM122", field, "default", f"`{value}` is no {name}")
            elif not info.minimum <= value <= info.maximum:
                say.about("VM122", field, "default", f"{value} is outside {name}")

    def may_change(self, *, registers: bool) -> bool:
        """As the number that a mirror has for it."""
        return registers

    def written(self, word: Words) -> str:
        """Around what travels."""
        return word(type(self).__name__, self.item.written(word))

    def wire_scalar(self, device: Device, field: Field) -> str | None:
        """What it holds."""
        return None if self.scalar is None else self.scalar.name

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """One that is computed is kept in the state as it arrives, what a queue says is not."""
        field, source = site.field, site.field.source
        assert self.scalar is not None and source is not None
        count = field.shape.total if field.shape.array else None
        element = whole(self.scalar.name)
        companion = None
        if source.kind != "computed":
            queues = (site.owner.by_name[name] for name in source.of)
            rings = (item.kind.ring(replace(site, field=item)) for item in queues)
            companion = Companion(source.kind, source.of, tuple(filter(None, rings)))
        made = WireField(
            field.name,
            field.wire_name,
            element,
            count,
            counted=field.count or "",
            fits=layout.fits(site),
            companion=companion,
            in_memory=self.in_memory(field.shape),
        )
        yield layout.beside(site, made)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """As the number."""
        return None if self.scalar is None else self.scalar.at_reset(device, value)

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """As it arrives; a part of a queue is in that."""
        from vmgen.model.kinds import states

        source = site.field.source
        if self.scalar is None or (source is not None and source.kind != "computed"):
            return None
        return states.scalar(self.scalar.name)

    def travel(self, field: Field, around: Around) -> Travel:
        """By the author's method, or out of a queue."""
        assert isinstance(self.item, Kind) and isinstance(field.type, Wire)
        source = field.source
        if source is not None and source.kind != "computed":
            reason = f"{source.kind} of " + ", ".join(f"`{name}`" for name in source.of)
            return Travel("part", reason, self.item, converts=True)
        about = f"`{field.wire_name}` in the stream."
        method = AuthorMethod(field.name, about, field.type.item)
        reason = "computed by the author's method"
        return Travel("part", reason, self.item, converts=True, methods=(method,))
