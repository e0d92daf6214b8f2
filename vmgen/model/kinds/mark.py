# SPDX-License-Identifier: GPL-2.0-or-later
"""Marks in queues: how many of the oldest items are something else than the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import SCALARS, Number, ScalarInfo, WireField
from vmgen.layout import Mark as RingMark
from vmgen.model.kinds.number import NumberKind, Scalar
from vmgen.model.kinds.options import NUMBER, Check
from vmgen.model.kinds.queues import Queue, queue_of
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement
    from vmgen.model.walk import Site

_MEND = "Name one of the same registers, or one inside of a struct of theirs: `common.queue`."
_NONE = "Say `none=-1`, or what C has for it."


class Mark(NumberKind):
    """`Mark["queue"]`: how many of the oldest items of a queue are in front of a mark."""

    is_word: ClassVar[bool] = True
    options: ClassVar[Mapping[str, Check]] = {"none": NUMBER}
    wire_options: ClassVar[tuple[str, ...]] = ("none",)
    checked_whole: ClassVar[bool] = True
    named_in_conditions: ClassVar[bool] = False
    of: str

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """The path of the queue."""
        match arguments:
            case (path,) if isinstance(path, str) and path:
                return cls(of=path)
        return None

    @property
    def in_queue(self) -> str:
        """The path."""
        return self.of

    @property
    def number(self) -> Scalar:
        """A number of items."""
        return Scalar(name="usize")

    def written(self, word: Words) -> str:
        """The path."""
        return word("Mark", f'"{self.of}"')

    def check(self, site: Site, say: Say) -> None:
        """It is of a ring, whose slots its numbers hold; and nothing is in that at reset."""
        field = site.field
        if not site.registers or site.foreign or not field.migrate:
            return
        say.no_effect(field, ["default"], "the queue is empty at reset")
        queue = queue_of(site, self.of)
        if isinstance(queue, str):
            say.about("VM163", field, "type", queue, _MEND)
        elif queue is not None and queue.depth < 2:
            say.about("VM163", field, "type", f"`{self.of}` has one slot, so no item is before it")
        elif field.wire in (None, "usize", "bool"):
            say.about("VM125", field, "type", "says no `wire=` of a fixed width for its slot")
        elif queue is not None:
            self._fits(site, queue, SCALARS[field.wire], say)

    def _fits(self, site: Site, queue: Queue, wire: ScalarInfo, say: Say) -> None:
        """Every slot has a number, and no mark another, where it may not arrive."""
        field, none = site.field, site.field.none
        part = field.name not in {item.name for item in site.owner.fields}
        if wire.maximum < queue.last:
            message = f"{field.wire} does not hold {queue.last}, the last slot of `{self.of}`"
            say.about("VM125", field, "wire", message)
        elif none is None and (part or field.since or field.until or field.needed):
            message = "needs `none=`, the number of no mark, where it does not arrive"
            say.about("VM163", field, "type", message, _NONE)
        elif none is not None and 0 <= none <= queue.last:
            say.about("VM161", field, "none", f"{none} is a slot of `{self.of}` itself")
        elif none is not None and not wire.minimum <= none <= wire.maximum:
            say.about("VM125", field, "none", f"{none} does not fit {field.wire}")

    def queue(self, site: Site) -> Queue:
        """That which it is of; it has passed the checks."""
        found = queue_of(site, self.of)
        assert isinstance(found, Queue)
        return found

    def element(self, site: Site, layout: Layout) -> Number:
        """A slot, which is seen as a number of items."""
        field = site.field
        assert field.wire is not None
        return Number(field.wire, "usize", 0, self.queue(site).depth - 1)

    def wire_fields(self, site: Site, layout: Layout) -> Iterator[WireField]:
        """With where its queue is."""
        queue = self.queue(site)
        mark = RingMark(queue.way, queue.ring, site.field.none)
        bare = WireField(site.field.name, site.field.wire_name, self.element(site, layout))
        yield layout.beside(site, replace(bare, mark=mark))

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """No items."""
        return 0

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """A number of items."""
        from vmgen.model.kinds import states

        return states.scalar("usize")

    def travel(self, field: Field, around: Around) -> Travel:
        """As a slot of the ring."""
        reason = f"items of `{self.of}` before a mark, which travels as a slot"
        if field.none is not None:
            reason += f"; {field.none} for none"
        return Travel("mark", reason, self.carrier(field, around), converts=True, refuses=True)

    def outgoing(self, field: Field, value: Any) -> int:
        """The slot of the oldest item, or what stands for no mark."""
        return field.none or 0

    @property
    def fallible(self) -> bool:
        """It may be none of the slots."""
        return True
