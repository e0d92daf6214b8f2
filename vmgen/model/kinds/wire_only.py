# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers on the wire that the author computes, or that are a part of a queue."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words


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
