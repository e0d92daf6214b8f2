# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays of structs of single numbers, which are read and written as a whole.

A device may have thousands of such numbers (an interrupt controller has seven for each of a
thousand lines); one by one, they would be most of what a section costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate
from struct import Struct
from typing import Any, overload

from vmgen.layout import Element, Nested, Number, Padding, Timer, WireField
from vmgen.values import Same, dataclass


def code_of(element: Element) -> str:
    """How `struct` calls an element; empty for padding."""
    return element.scalar.code if isinstance(element, Number | Timer) else ""


@dataclass(frozen=True)
class Rows:
    """How the elements of such an array lie on the wire."""

    name: str
    """Of the description."""
    fields: tuple[WireField, ...]
    starts: tuple[int, ...]
    """The offset of each field within an element."""
    code: Struct
    """One element."""

    @cached_property
    def numbers(self) -> list[tuple[WireField, int]]:
        """The fields that the state has, and their offsets."""
        pairs = zip(self.fields, self.starts, strict=True)
        return [(field, start) for field, start in pairs if field.key]

    @cached_property
    def keys(self) -> list[str]:
        """Their names in the state."""
        return [field.key for field, _ in self.numbers]

    @cached_property
    def arrays(self) -> list[WireField]:
        """Each of them as the array that it is of all elements, however many these are."""
        return [replace(field, count=0) for field, _ in self.numbers]

    def unpack(self, data: bytes) -> list[tuple[Any, ...]]:
        """The numbers of the elements that lie in `data`."""
        return list(self.code.iter_unpack(data))


def rows_of(element: Element | None) -> Rows | None:
    """An element of an array that can be taken as a whole; None for any other.

    All of its fields are there, and nothing in one element decides about another: no counts,
    FIFOs, rules or subsections, no options with a flag. A `Migratable` is restored before the next
    is read.
    """
    if not isinstance(element, Nested) or element.role not in ("registers", "struct"):
        return None
    return _rows(Same(element))


@lru_cache(maxsize=4096)
def _rows(key: Same[Nested]) -> Rows | None:
    element = key.value
    body = element.body
    fields = body.fields
    if body.subsections or body.rings or body.rules or body.absent:
        return None
    plain = all(_single(field) and field.known(body.version_id) for field in fields)
    if element.versioned or not plain:
        return None
    if not any(field.key for field in fields):
        return None
    sizes = [field.element.size for field in fields]
    codes = [code_of(field.element) or f"{field.element.size}x" for field in fields]
    starts = tuple(accumulate(sizes[:-1], initial=0))
    return Rows(body.name, fields, starts, Struct(f">{''.join(codes)}"))


def _single(field: WireField) -> bool:
    plain = field.count is None and field.companion is None and not (field.flag or field.needed)
    if isinstance(field.element, Padding):
        return plain and not field.key
    if isinstance(field.element, Number) and field.element.kept:
        return False
    return plain and bool(field.key) and isinstance(field.element, Number | Timer)


@dataclass(frozen=True, slots=True)
class Held:
    """The elements of a field as they arrived: numbers, or structs."""

    offset: int
    values: Sequence[Any]


Found = dict[str, Held]
"""The fields of a struct that arrived, by key."""


class Block(Sequence[Found]):
    """Elements as they arrived, from `offset` on: each a `Found` for who looks at one."""

    def __init__(self, rows: Rows, offset: int, data: bytes) -> None:
        self.rows = rows
        self._offset = offset
        self._numbers = rows.unpack(data)

    def columns(self) -> Iterator[tuple[WireField, tuple[Any, ...]]]:
        """The numbers by field."""
        fields = [field for field, _ in self.rows.numbers]
        return zip(fields, zip(*self._numbers, strict=True), strict=True)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Found: ...
    @overload
    def __getitem__(self, index: slice) -> list[Found]: ...
    def __getitem__(self, index: int | slice) -> Found | list[Found]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        row = self._numbers[index]
        start = self._offset + index * self.rows.code.size
        pairs = zip(self.rows.numbers, row, strict=True)
        return {field.key: Held(start + at, [value]) for (field, at), value in pairs}
