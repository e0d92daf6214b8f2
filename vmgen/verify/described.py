# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers that a stream's own description finds in a section, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from vmgen.stream.value import Elements, Value, label
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class DescribedLeaf:
    """A field without fields of its own: `numbers` of `width` bytes each, from `offset` on."""

    path: str
    """Names of the description: `mbox[0].reg`, `pl011/clock.clk.period`."""
    names: tuple[str, ...]
    """The same one by one and without indices; a name of C's may have dots and brackets itself."""
    first: bool
    """Whether it is in the first element of every array on its way."""
    type: str
    offset: int
    width: int
    numbers: tuple[int, ...]

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + self.width * len(self.numbers)


@dataclass(frozen=True, slots=True)
class DescribedRows:
    """An array of structs of single numbers: `size` bytes and one of `rows` each."""

    path: str
    names: tuple[str, ...]
    first: bool
    offset: int
    size: int
    fields: tuple[DescribedLeaf, ...]
    """Of one struct; offsets and paths are from its beginning."""
    rows: Sequence[tuple[int, ...]]

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + self.size * len(self.rows)

    def row(self, index: int) -> Iterator[DescribedLeaf]:
        """The leaves of one struct."""
        start = self.offset + self.size * index
        for leaf, number in zip(self.fields, self.rows[index], strict=True):
            yield replace(
                leaf,
                path=f"{self.path}[{index}].{leaf.path}",
                names=self.names + leaf.names,
                first=self.first and index == 0,
                offset=start + leaf.offset,
                numbers=(int(number),),
            )


Described = DescribedLeaf | DescribedRows


def described_leaves(tree: Value) -> list[DescribedLeaf]:
    """The leaves of a decoded section in wire order. Padding and empty fields have no numbers."""
    return list(leaves_of(described(tree)))


def described(tree: Value) -> list[Described]:
    """The same, with arrays of structs of single numbers as one each."""
    return list(_below(tree, _Way("", (), True)))


def leaves_of(found: Iterable[Described]) -> Iterator[DescribedLeaf]:
    """The leaves, those of arrays of structs one by one."""
    for item in found:
        if isinstance(item, DescribedLeaf):
            yield item
        else:
            for index in range(len(item.rows)):
                yield from item.row(index)


class _Way(NamedTuple):
    """What leads to a field."""

    path: str
    names: tuple[str, ...]
    first: bool

    def to(self, value: Value) -> _Way:
        """The field itself."""
        first = self.first and not value.index
        return _Way(f"{self.path}{label(value)}", (*self.names, value.name), first)

    def below(self, value: Value) -> _Way:
        """What leads to the fields in it."""
        way = self.to(value)
        return way._replace(path=f"{way.path}.")


def skipped(node: Value) -> Iterator[Value]:
    """The bytes that a description skips, whatever is in them."""
    if node.type == "unused_buffer":
        yield node
    if not isinstance(node.children, Elements):
        for child in (*node.children, *node.subsections):
            yield from skipped(child)


def _below(node: Value, way: _Way) -> Iterator[Described]:
    for child in node.children:
        if isinstance(child.children, Elements):
            if child.children:
                yield _rows(child, child.children, way)
        elif child.children or child.subsections:
            if child.count is None:
                yield from _below(child, way.below(child))
            else:
                for element in child.children:
                    yield from _below(element, way.below(element))
        elif child.value is not None and child.size and child.type != "unused_buffer":
            yield _leaf(child, way)
    for subsection in node.subsections:
        yield from _below(subsection, way.below(subsection))


def _rows(array: Value, elements: Elements, way: _Way) -> DescribedRows:
    first = elements.first
    fields = [_leaf(child, _Way("", (), True)) for child in first.children]
    placed = tuple(replace(leaf, offset=leaf.offset - first.offset) for leaf in fields)
    return DescribedRows(*way.to(array), array.offset, first.size, placed, elements.rows())


def _leaf(value: Value, way: _Way) -> DescribedLeaf:
    held = value.value
    if isinstance(held, bytes):
        numbers = tuple(held)
    elif isinstance(held, tuple):
        raw = [tuple(item) if isinstance(item, bytes) else (int(item),) for item in held]
        numbers = tuple(number for item in raw for number in item)
    else:
        assert held is not None
        numbers = (int(held),)
    width = value.size // len(numbers) if numbers else value.size
    return DescribedLeaf(*way.to(value), value.type, value.offset, width, numbers)
