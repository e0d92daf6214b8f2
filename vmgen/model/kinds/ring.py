# SPDX-License-Identifier: GPL-2.0-or-later
"""Queues, which travel as the parts of a ring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Ring
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.memory import Memory
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.options import TEXT, Check, is_text
from vmgen.model.kinds.ring_parts import RingParts, form_of, spare
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.slots import Slots
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.wire_only import Wire
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Field, ResetElement, Struct
    from vmgen.model.walk import Site

_FORMS = ("down", "linear", "full")
"""Besides a ring, which needs no word."""


class Fifo(Kind):
    """`Fifo[u16, 8]`: a `VecDeque` of at most 8; `Wire` fields say how it lies on the wire."""

    options: ClassVar[Mapping[str, Check]] = {
        "form": ('"down", "linear" or "full"', lambda value: is_text(value) and value in _FORMS),
        "modulo": TEXT,
    }
    wire_options: ClassVar[tuple[str, ...]] = ("form", "modulo")
    most: ClassVar[Most] = "one"
    checked_whole: ClassVar[bool] = True
    unranged: ClassVar[tuple[str, ...]] = ("wire", "since")
    named_in_stream: ClassVar[bool] = False
    item: Scalar
    length: int
    named: str = ""
    """The constant of the spec that the length is."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Of numbers, at most so many."""
        if len(arguments) != 2:
            return None
        match reader.read(arguments[0]):
            case Scalar() as item:
                length = reader.length(arguments[1])
                return cls(item=item, length=length, named=length.name)
            case Unknown() as item:
                return item
        return None

    @property
    def capacity(self) -> int:
        """As it is written."""
        return self.length

    def may_change(self, *, registers: bool) -> bool:
        """By its parts."""
        return registers

    @property
    def extent(self) -> str:
        """The length in Rust."""
        return self.named or str(self.length)

    @property
    def named_lengths(self) -> tuple[str, ...]:
        """Its length."""
        return (self.named,) if self.named else ()

    def elements(self, device: Device) -> int:
        """When it is full."""
        return self.length

    @property
    def on_the_wire(self) -> bool:
        """Its parts are."""
        return False

    def check(self, site: Site, say: Say) -> None:
        """Nothing is in it at reset."""
        if site.registers and site.field.default is not None:
            say.add("VM124", site.field, "default", f"`{site.field.name}` is empty at reset")

    @classmethod
    def check_types(cls, device: Device, say: Say) -> None:
        """The queues of each struct, with their parts."""
        for node in device.structs:
            RingParts(device, node, say).check()

    def written(self, word: Words) -> str:
        """The number, and how many."""
        return word("Fifo", self.item.written(word), word.length(self.length, self.named))

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """It is in its parts."""
        yield from ()

    def ring(self, site: Site) -> Ring | None:
        """By the keys of its parts."""
        field = site.field
        parts = {
            other.source.kind: other
            for other in site.owner.all_fields
            if other.source is not None and field.name in other.source.of
        }
        slots = parts.pop("slots")
        assert slots.source is not None and isinstance(slots.kind, Wire)
        return Ring(
            key=field.name,
            capacity=self.length,
            depth=self.length + spare(field, parts),
            slots=slots.name,
            form=form_of(field),
            first=slots.source.of.index(field.name),
            step=len(slots.source.of),
            modulo=field.own.get("modulo", ""),
            width=self.width(slots.kind),
            **{part: other.name for part, other in parts.items()},
        )

    def width(self, slots: Wire) -> int:
        """How many of its slots an item takes: more than one where they are bytes."""
        return 1 if slots.scalar in (None, self.item) else self.item.info.size

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """Empty."""
        return []

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """At most so many numbers."""
        from vmgen.model.kinds import states

        return states.items(states.scalar(self.item.name), 0, self.length)

    def travel(self, field: Field, around: Around) -> Travel:
        """By the fields that name it."""
        modulo = field.own.get("modulo")
        reason = {
            "ring": "travels as the parts of a ring" + (f" of `{modulo}` slots" if modulo else ""),
            "down": "travels as the parts of a ring that goes downwards"
            + (f", of `{modulo}` slots" if modulo else ""),
            "linear": "travels as slots, the oldest item in the first",
            "full": "travels as the parts of a ring that has an item in each slot",
        }[form_of(field)]
        return Travel("fifo", reason, converts=True, refuses=True)

    @property
    def restored(self) -> Kind:
        """Where its items lie: it is filled where it is, with no memory but what it has."""
        return Slots()

    def derives(self, device: Device, value: Any) -> bool:
        """It has memory for as many as it may hold."""
        return False

    @property
    def fallible(self) -> bool:
        """The numbers of its parts may not fit."""
        return True
