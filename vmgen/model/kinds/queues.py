# SPDX-License-Identifier: GPL-2.0-or-later
"""Finding a queue by its path: one of the same registers, or inside of a struct of theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vmgen.model.kinds.ring import Fifo
from vmgen.model.kinds.ring_parts import turns
from vmgen.model.kinds.wire_only import Wire
from vmgen.values import dataclass

if TYPE_CHECKING:
    from vmgen.layout import Ring
    from vmgen.model.walk import Site


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, by the structs that it is in."""

    way: tuple[str, ...]
    site: Site

    @property
    def ring(self) -> Ring:
        """How it lies on the wire."""
        found = self.site.field.kind.ring(self.site)
        assert found is not None
        return found

    @property
    def depth(self) -> int:
        """Its slots."""
        return self.ring.depth

    @property
    def last(self) -> int:
        """The last of them, in what its numbers count."""
        return (self.ring.depth - 1) * self.ring.width


def queue_of(site: Site, path: str) -> Queue | str | None:
    """The queue of a path as the registers of a field see it, or what is wrong with that.

    None where something of it is wrong that is said of the queue itself.
    """
    if not path:
        return "says of no queue: `of=`"
    *way, name = path.split(".")
    owner = site.owner
    for step in way:
        field = owner.by_name.get(step)
        struct = field.kind.struct(site.device) if field is not None else None
        if field is None or struct is None or not (field.shape.one and field.migrate):
            return f"`{step}` is no single struct of `{owner.name}` that travels"
        if struct.foreign:
            return None  # which has no queues
        owner = struct
    field = owner.by_name.get(name)
    if field is not None and field.kind.unread:
        return None
    if field is None or not (isinstance(field.kind, Fifo) and turns(field) and field.migrate):
        return f"`{name}` is no ring of `{owner.name}`"
    slots = (it for it in owner.all_fields if it.source and it.source.kind == "slots")
    if not all(isinstance(it.kind, Wire) for it in slots if it.source and name in it.source.of):
        return None
    return Queue(tuple(way), replace(site, owner=owner, field=field))
