# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that may be absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words, only
from vmgen.model.kinds.nonzero import NonZero
from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.unknown import Unknown
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.nodes import Field, ResetElement


class Option(Kind):
    """`Option[u32]`: absent as a number of its own (`none=`), or by a flag before it (`flag=`)."""

    item: Scalar | NonZero

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Around an integer."""
        match only(arguments, reader):
            case (Scalar() | NonZero()) as item if item != Scalar(name="bool"):
                return cls(item=item)
            case Unknown() as item:
                return item
        return None

    def written(self, word: Words) -> str:
        """Around the number."""
        return word(type(self).__name__, self.item.written(word))

    @property
    def number(self) -> Scalar:
        """The number that is there or not."""
        return self.item.number

    @property
    def nonzero(self) -> bool:
        """As the number's."""
        return self.item.nonzero

    def travel(self, field: Field, around: Around) -> Travel:
        """As a number, of which one is absent; or behind a flag."""
        reason = f"absent is {field.none or 0} on the wire"
        if field.flag is not None:
            reason = f"absent where the flag `{field.flag}` before it says so"
        return Travel("option", reason, self.carrier(field), converts=True, refuses=True)

    def reset(self, node: Any) -> ResetElement | None:
        """Absent."""
        return None

    def derives(self, value: ResetElement | None, node: Any) -> bool:
        """Absent is its `Default`."""
        return value is None

    def outgoing(self, value: ResetElement | None, field: Field, node: Any) -> int:
        """The number, or that of an absent one."""
        return int((field.none or 0) if value is None else value)

    @property
    def fallible(self) -> bool:
        """The number inside may be wrong."""
        return True
