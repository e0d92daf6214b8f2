# SPDX-License-Identifier: GPL-2.0-or-later
"""The structs that `Fifo8` and `Fifo32` stand for, QEMU's own queues (vmstate-macros.md 4)."""

from __future__ import annotations

from vmgen.diagnostics import Position
from vmgen.model import nodes
from vmgen.model.kinds.base import Kind
from vmgen.model.kinds.nested import Fifo8
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.ring import Fifo
from vmgen.model.kinds.wire_only import Wire
from vmgen.model.source import Source, WireSource
from vmgen.model.types import ArrayOf

_ITEMS = "items"


def fifo_struct(kind: Fifo8, position: Position) -> nodes.Struct:
    """The struct of one size, at the place of a field that has it."""
    item = Scalar(name=kind.item)
    size = kind.length * item.info.size
    queue = Fifo(item=item, length=kind.length, named=kind.named)
    data = ArrayOf(
        item=Scalar(name="u8"),
        length=size,
        named=kind.named if item.info.size == 1 else "",
        buffer=True,
    )
    word = Scalar(name="u32")

    def part(name: str, source: Source, type_: Kind | ArrayOf) -> nodes.Field:
        said = WireSource(kind=source, of=(_ITEMS,))
        return nodes.Field(position=position, name=name, type=Wire(item=type_), source=said)

    return nodes.Struct(
        position=position,
        name=kind.name,
        description=nodes.Description(position=position, name="Fifo8"),
        fields=(
            nodes.Field(
                position=position,
                name=_ITEMS,
                type=queue,
                doc=f"At most {kind.length}, oldest first.",
            ),
            part("data", "slots", data),
            part("head", "oldest", word),
            part("num", "length", word),
        ),
        order=(_ITEMS, "data", "head", "num"),
        doc=f"QEMU's `{type(kind).__name__}` of {kind.length}.",
    )
