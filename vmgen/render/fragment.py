# SPDX-License-Identifier: GPL-2.0-or-later
"""Text with what it needs: made once, and never read again.

What a later step must know of a text is a value beside it, noted while the text is printed: a
template prints typed values (`Word`, `Fragment`, types of Rust), and says with `needs` what its own
words need.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Self

from vmgen.diagnostics import Position
from vmgen.values import dataclass

REFUSED = "refused"
"""The function that makes the error of a refused state."""


class Word(str):
    """A name that its file must import or have: of a type, a constant, a trait, a function."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of Rust, and what must be known of it."""

    text: str
    needs: frozenset[str] = frozenset()
    """Names that its file must import or have."""
    locals: tuple[tuple[str, object], ...] = ()
    """The locals that it binds for what follows, with their types."""
    position: Position | None = None
    """The place in the spec that it was made for."""

    @property
    def refuses(self) -> bool:
        """Whether it refuses a state by itself."""
        return REFUSED in self.needs

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Notes:
    """What is noted while a text is printed: notes of what is around that, too."""

    __slots__ = ("_around", "_token", "locals", "needs")

    def __init__(self) -> None:
        self.needs: set[str] = set()
        self.locals: dict[str, object] = {}

    def __enter__(self) -> Self:
        self._around = _CURRENT.get()
        self._token = _CURRENT.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _CURRENT.reset(self._token)
        if self._around is not None:
            self._around.needs |= self.needs

    def made(self, text: str, position: Position | None = None) -> Fragment:
        """The text with all that was noted."""
        return Fragment(text, frozenset(self.needs), tuple(self.locals.items()), position)


_CURRENT: ContextVar[Notes | None] = ContextVar("notes", default=None)


def needs(*names: str) -> str:
    """Note names that the text around needs; empty, as a template prints it."""
    current = _CURRENT.get()
    if current is not None:
        current.needs.update(names)
    return ""


def bound(name: str, type_: object) -> str:
    """Note a local that the text binds for what follows, and print its name."""
    current = _CURRENT.get()
    if current is not None:
        current.locals[name] = type_
    return name


def printed(value: object) -> object:
    """What a template prints of a value, whose needs are noted."""
    if type(value) is str:  # nearly always
        return value
    if isinstance(value, Fragment):
        needs(*value.needs)
        return value.text
    if isinstance(value, Word):
        needs(value)
    return value


def all_needs(fragments: Iterable[Fragment]) -> frozenset[str]:
    """What any of these needs."""
    return frozenset().union(*(item.needs for item in fragments))
