# SPDX-License-Identifier: GPL-2.0-or-later
"""The structs that `Fifo8` and `Fifo32` stand for, QEMU's own queues (vmstate-macros.md 4)."""

from __future__ import annotations

from collections.abc import Iterable

from vmgen.diagnostics import Position
from vmgen.model import nodes
from vmgen.model.kinds import Fifo, Fifo8, Kind, Scalar, Wire
from vmgen.model.types import ArrayOf

_ITEMS = "items"


def fifo_structs(fields: Iterable[nodes.Field]) -> list[nodes.Struct]:
    """One for each size that these fields have, in their order."""
    found: dict[str, nodes.Struct] = {}
    for field in fields:
        kind = field.kind
        if isinstance(kind, Fifo8) and kind.name not in found:
            found[kind.name] = _struct(kind, field.position)
    return list(found.values())


def _struct(kind: Fifo8, position: Position) -> nodes.Struct:
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

    def part(name: str, source: str, type_: Kind | ArrayOf) -> nodes.Field:
        said = nodes.WireSource.model_validate({"kind": source, "of": (_ITEMS,)})
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
