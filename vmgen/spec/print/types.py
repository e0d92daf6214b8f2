# SPDX-License-Identifier: GPL-2.0-or-later
"""Types as annotations."""

from __future__ import annotations

from vmgen.model.types import (
    ArrayOf,
    BitsOf,
    Cell,
    Custom,
    Duration,
    Fifo,
    Named,
    Padding,
    Part,
    Scalar,
    Type,
    Unknown,
)
from vmgen.spec.print.words import Words


def written(type_: Type, word: Words) -> str:
    """A type as a spec writes it; `...`, which is none, for one that could not be read."""

    def of(name: str, *parts: str) -> str:
        return f"{word(name)}[{', '.join(parts)}]"

    match type_:
        case Scalar(name=name) | Named(name=name):
            return word(name)
        case ArrayOf(buffer=True):
            return of("Buffer", _extent(type_, word))
        case ArrayOf(item=item):
            return of("Array", written(item, word), _extent(type_, word))
        case Fifo(item=item):
            return of("Fifo", written(item, word), _extent(type_, word))
        case Padding(size=size):
            return of("Unused", str(size))
        case BitsOf(width=width):
            return of("bits", str(width))
        case Custom(name=name, wire=wire):
            return of("Custom", repr(name), *([wire] if wire else []))
        case Cell(name=name, item=item):
            return of(name, written(item, word))
        case Part(name="MemoryRegion", size=size, order=order):
            return of("MemoryRegion", str(size), *([repr(order)] if order else []))
        case Part(name=name):
            return word(name)
        case Duration():
            return word("Duration")
        case Unknown():
            return "..."
        case _:
            return of(_AROUND[type_.kind], written(type_.item, word))


_AROUND = {
    "nonzero": "NonZero",
    "atomic": "Atomic",
    "option": "Option",
    "wire": "Wire",
    "migratable": "Migratable",
    "property": "Property",
}
"""Words around another type."""


def _extent(type_: ArrayOf | Fifo, word: Words) -> str:
    """A length, by name where the file has the name."""
    named = word.constants.get(type_.named) == type_.length
    return type_.named if named else str(type_.length)
