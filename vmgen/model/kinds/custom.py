# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of the author's, with the author's conversions."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words
from vmgen.model.kinds.unknown import Unknown


class Custom(Kind):
    """`Custom["Mode"]`: a Rust type of the author's, with the conversions to what travels."""

    name: str
    wire: str | None = None
    """The mirror that the author converts to and from; None where it is a number."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """By its name in Rust, and its mirror."""
        match arguments:
            case (name,) if (text := reader.text(name)) is not None:
                return cls(name=text)
            case (name, mirror) if (text := reader.text(name)) is not None:
                wire = reader.mirror(mirror)
                return Unknown() if wire is None else cls(name=text, wire=wire)
        return None

    def written(self, word: Words) -> str:
        """By its name in Rust, and its mirror."""
        return word("Custom", repr(self.name), *([word.named(self.wire)] if self.wire else []))
