# SPDX-License-Identifier: GPL-2.0-or-later
"""What no field of the spec has: the slots of a queue that stands for them, and bits left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from vmgen.diagnostics import Position
from vmgen.model.kinds.bits_of import bits
from vmgen.model.kinds.ring import Fifo
from vmgen.model.kinds.ring_parts import spare
from vmgen.model.kinds.wire_only import Wire
from vmgen.model.nodes import BitsField, Field, Subsection
from vmgen.model.source import WireSource
from vmgen.model.types import ArrayOf

_OF_SLOTS: dict[str, Any] = {
    "rename": None,
    "since": 0,
    "until": None,
    "needed": None,
    "count": None,
    "times": 1,
}
"""What such a queue says of its slots, with what it has of these itself."""


def with_slots(
    fields: tuple[Field, ...], subsections: tuple[Subsection, ...]
) -> tuple[tuple[Field, ...], tuple[Subsection, ...]]:
    """The fields of registers, and behind each queue without `slots` those that it stands for."""
    parts: dict[str, set[str]] = {}
    for item in (*fields, *chain.from_iterable(part.fields for part in subsections)):
        for name in item.source.of if item.source else ():
            parts.setdefault(name, set()).add(item.source.kind if item.source else "")
    return tuple(_completed(fields, parts)), tuple(
        replace(part, fields=tuple(_completed(part.fields, parts))) for part in subsections
    )


def _completed(fields: Iterable[Field], parts: dict[str, set[str]]) -> Iterator[Field]:
    for item in fields:
        have = parts.get(item.name, set())
        if isinstance(item.type, Fifo) and item.migrate and "slots" not in have:
            said = {name for name in _OF_SLOTS if name in item.at}
            if item.needed is None:
                said.discard("needed")  # which is the subsection's
            own = {name: at for name, at in item.at.items() if name not in said}
            yield replace(item, **_OF_SLOTS, at=own)
            yield _slots(item, item.type, said, spare(item, have))
        else:
            yield item


def _slots(queue: Field, kind: Fifo, said: set[str], more: int) -> Field:
    """An array of the items, with what the queue says of it."""
    items = ArrayOf(item=kind.item, length=kind.length + more, named="" if more else kind.named)
    return Field(
        position=queue.position,
        at={name: at for name, at in queue.at.items() if name in {*said, "type", "default"}},
        name=f"{queue.name}_slots",
        type=Wire(item=items),
        source=WireSource(kind="slots", of=(queue.name,), implied=True),
        **{name: getattr(queue, name) for name in _OF_SLOTS if name != "rename"},
        rename=queue.rename or queue.name,
    )


def rest_of(fields: Sequence[BitsField], width: int, position: Position) -> list[BitsField]:
    """So many bits above those that have a field, as one more."""
    name = "_rest"
    while any(item.name == name for item in fields):
        name += "_"
    return [
        BitsField(position=position, name=name, type=bits(width=width), width=width, implied=True)
    ]


def joined(queue: Field, slots: Field) -> Field:
    """A queue as the spec has it, which says what is its slots' too."""
    told = {name: getattr(slots, name) for name in _OF_SLOTS}
    if "rename" not in slots.at and slots.rename == queue.name:
        told["rename"] = None
    at = {name: at for name, at in slots.at.items() if name in _OF_SLOTS}
    return replace(queue, **told, at={**queue.at, **at})
