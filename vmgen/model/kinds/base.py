# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kind of field is: everything that vmgen asks about one element of a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict

from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.kinds.number import Scalar
    from vmgen.model.nodes import Field, ResetElement


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

    @property
    def movable(self) -> bool:
        """Whether it is a plain value, which can be cloned and replaced."""
        return True

    @property
    def under_lock(self) -> str:
        """What a device with one does inside the big lock; empty for nothing."""
        return ""

    # -- how it travels ----------------------------------------------------------------------------

    def travel(self, field: Field, around: Around) -> Travel:
        """How a field of registers travels. No other may stand there."""
        raise NotImplementedError(self.stem())

    def travel_in_device(self, field: Field) -> Travel:
        """How it travels as a part of the device, with nothing around it."""
        return Travel("omit", "wiring, made anew when the device is")

    @property
    def restored(self) -> Kind:
        """What a restore has of it before it is assigned."""
        return self

    @property
    def fallible(self) -> bool:
        """Whether a restore may refuse what arrives, whatever the numbers' widths."""
        return False

    def carrier(self, field: Field) -> Scalar:
        """The number that travels for it: of `wire=`, or its own."""
        from vmgen.model.kinds.number import Scalar

        return Scalar(name=field.wire or (self.number.name if self.number else "u64"))

    # -- reset values ------------------------------------------------------------------------------

    def reset(self, node: Any) -> ResetElement | None:
        """The reset value of an element where the spec says nothing; `node` is its class."""
        return 0

    def derives(self, value: ResetElement | None, node: Any) -> bool:
        """Whether `derive(Default)` gives an element this reset value."""
        return not value

    def outgoing(self, value: ResetElement | None, field: Field, node: Any) -> int:
        """The number on the wire of an element with this reset value."""
        return int(value or 0)
