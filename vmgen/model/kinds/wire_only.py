# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers on the wire that the author computes, or that are a part of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words
from vmgen.model.travel import Around, AuthorMethod, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field


class Wire(Kind):
    """`Wire[i32] = length("tx_fifo")`: a number on the wire with no field at run time."""

    item: Type

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around a number or an array of them."""
        match arguments:
            case (item,):
                return cls(item=reader.read(item))
        return None

    def written(self, word: Words) -> str:
        """Around what travels."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def at_run_time(self) -> bool:
        """No field."""
        return False

    def travel(self, field: Field, around: Around) -> Travel:
        """By the author's method, or out of a queue."""
        assert isinstance(self.item, Kind) and isinstance(field.type, Wire)
        part = field.part
        if part is not None and part.kind != "computed":
            reason = f"{part.kind} of " + ", ".join(f"`{name}`" for name in part.of)
            return Travel("part", reason, self.item, converts=True)
        about = f"`{field.wire_name}` in the stream."
        method = AuthorMethod(field.name, about, field.type.item)
        reason = "computed by the author's method"
        return Travel("part", reason, self.item, converts=True, methods=(method,))
