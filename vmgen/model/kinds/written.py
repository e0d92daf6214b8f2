# SPDX-License-Identifier: GPL-2.0-or-later
"""What a spec writes for a type: words and their brackets, before a kind has read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from vmgen.values import Frozen, dataclass


class Words(Protocol):
    """The words of a spec that is written: what is used of them is imported."""

    def __call__(self, word: str, *arguments: str) -> str:
        """A word of the language, with its brackets if it has any."""

    def named(self, name: str) -> str:
        """A class of the spec."""

    def length(self, length: int, named: str = "") -> str:
        """A number in brackets: the constant that it is, where the spec has that."""


class Type(Frozen):
    """A type as an annotation writes it: a kind, or an array or cell around one."""

    def written(self, word: Words) -> str:
        """How a spec writes it."""
        return word(type(self).__name__)


@dataclass(frozen=True, slots=True)
class TypeForm:
    """A word with what stands in its brackets, unread: `Array[u32, 16]`, `Mutex[Regs]`."""

    name: str
    arguments: tuple[Any, ...] = ()


class Length(int):
    """A number in brackets; `name` is the constant of the spec that it is, or empty."""

    name: str = ""


class Slice(Frozen):
    """Elements `start..stop` of an array, and the constants of the spec that these are."""

    start: int
    stop: int
    names: tuple[str, str] = ("", "")

    @property
    def count(self) -> int:
        """How many elements they are."""
        return self.stop - self.start

    def text(self, length: int, number: Callable[[int, str], str], mark: str = ":") -> str:
        """As a slice of an array of this length, without the ends that are its own."""
        start = number(self.start, self.names[0]) if self.start else ""
        stop = number(self.stop, self.names[1]) if self.stop < length else ""
        return f"{start}{mark}{stop}"


class Reader(Protocol):
    """Reads what stands in a word's brackets; what is wrong with it is raised, and noted."""

    def read(self, value: Any) -> Type:
        """The type that an argument is; `Unknown` where that has been noted."""

    def length(self, value: Any, most: int = ..., least: int = ...) -> Length:
        """The number of elements, bytes or bits that an argument is."""

    def text(self, value: Any) -> str | None:
        """The string that an argument is; None for anything else."""

    def mirror(self, value: Any) -> str | None:
        """The name of the `Mirror` that an argument is; None where it has a fault, noted."""


def only(arguments: tuple[Any, ...], reader: Reader) -> Type | None:
    """The type that stands alone in the brackets; None where there is more."""
    return reader.read(arguments[0]) if len(arguments) == 1 else None
