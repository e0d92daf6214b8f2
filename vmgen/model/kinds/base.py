# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kind of field is: everything that vmgen asks about one element of a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from vmgen.model.kinds.number import Scalar


class Words(Protocol):
    """The words of a spec that is written: what is used of them is imported."""

    def __call__(self, word: str, *arguments: str) -> str:
        """A word of the language, with its brackets if it has any."""

    def named(self, name: str) -> str:
        """A class of the spec."""

    def length(self, length: int, named: str = "") -> str:
        """A number in brackets: the constant that it is, where the spec has that."""


class Type(BaseModel):
    """A type as an annotation writes it: a kind, or an array or cell around one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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


class Reader(Protocol):
    """Reads what stands in a word's brackets; what is wrong with it is raised, and noted."""

    def read(self, value: Any) -> Type:
        """The type that an argument is; `Unknown` where that has been noted."""

    def length(self, value: Any, most: int = ...) -> Length:
        """The number of elements, bytes or bits that an argument is."""

    def text(self, value: Any) -> str | None:
        """The string that an argument is; None for anything else."""

    def mirror(self, value: Any) -> str | None:
        """The name of the `Mirror` that an argument is; None where it has a fault, noted."""


def only(arguments: tuple[Any, ...], reader: Reader) -> Type | None:
    """The type that stands alone in the brackets; None where there is more."""
    return reader.read(arguments[0]) if len(arguments) == 1 else None


class Kind(Type):
    """What one element of a field is. The first line of the docstring says how it is written.

    The class itself is the word of the language, where it has one. A kind is a file here and a
    template of the same stem; nothing else knows which kinds there are.
    """

    is_word: ClassVar[bool] = True
    """Whether specs write it by the name of the class."""

    def __class_getitem__(cls, item: Any) -> TypeForm:  # type: ignore[override]
        return TypeForm(cls.__name__, item if isinstance(item, tuple) else (item,))

    @classmethod
    def stem(cls) -> str:
        """The name of its file here, and of its template."""
        return cls.__module__.rpartition(".")[2]

    # -- how it is written -------------------------------------------------------------------------

    @classmethod
    def usage(cls) -> str:
        """How it is written, for a message."""
        return (cls.__doc__ or "").split("\n")[0]

    @classmethod
    def bare(cls) -> Self | None:
        """What the word is without brackets; None where it needs them."""
        return None

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """What the word is with these arguments; None where it is not written like that."""
        return None

    # -- what it is --------------------------------------------------------------------------------

    @property
    def number(self) -> Scalar | None:
        """The number that it is, or that is inside; None where there is none."""
        return None

    @property
    def nonzero(self) -> bool:
        """Whether 0 is no value of the number."""
        return False

    @property
    def at_run_time(self) -> bool:
        """Whether the run-time struct has it."""
        return True

    @property
    def on_the_wire(self) -> bool:
        """Whether it has bytes of its own in the stream, where it travels."""
        return True
