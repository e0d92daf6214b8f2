# SPDX-License-Identifier: GPL-2.0-or-later
"""What an import did not understand."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from vmgen.model.kinds.unknown import Unknown
from vmgen.model.kinds.written import Reader, Type, Words


class Incomplete(Unknown):
    """`Incomplete["why"]`: a mark for what is not known; `Incomplete["why", T]` with what is.

    It is a finding of its own until somebody writes what it is, so that no build gets past it.
    """

    is_word: ClassVar[bool] = True
    text: str
    known: Type | None = None

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Self | None:
        """Why, and what is known of it."""
        match arguments:
            case (why,) if text := reader.text(why):
                return cls(text=text)
            case (why, known) if text := reader.text(why):
                return cls(text=text, known=reader.read(known))
        return None

    def written(self, word: Words) -> str:
        """As it is read."""
        known = [] if self.known is None else [self.known.written(word)]
        return word("Incomplete", quoted(self.text), *known)


def quoted(text: str) -> str:
    """A string literal, between double quotes where it has none inside."""
    return f'"{text}"' if not {'"', "\\"} & set(text) and text.isprintable() else repr(text)
