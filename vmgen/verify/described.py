# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers that a stream's own description finds in a section, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vmgen.stream.value import Elements, Value, label


@dataclass(frozen=True, slots=True)
class DescribedLeaf:
    """A field without fields of its own: `numbers` of `width` bytes each, from `offset` on."""

    path: str
    """Names of the description: `mbox[0].reg`, `pl011/clock.clk.period`."""
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
            path = f"{self.path}[{index}].{leaf.path}"
            yield replace(leaf, path=path, offset=start + leaf.offset, numbers=(int(number),))


Described = DescribedLeaf | DescribedRows


def described_leaves(tree: Value) -> list[DescribedLeaf]:
    """The leaves of a decoded section in wire order. Padding and empty fields have no numbers."""
    return list(leaves_of(described(tree)))


def described(tree: Value) -> list[Described]:
    """The same, with arrays of structs of single numbers as one each."""
    return list(_below(tree, ""))


def leaves_of(found: Iterable[Described]) -> Iterator[DescribedLeaf]:
    """The leaves, those of arrays of structs one by one."""
    for item in found:
        if isinstance(item, DescribedLeaf):
            yield item
        else:
            for index in range(len(item.rows)):
                yield from item.row(index)


def _below(node: Value, prefix: str) -> Iterator[Described]:
    for child in node.children:
        if isinstance(child.children, Elements):
            if child.children:
                yield _rows(child, child.children, prefix)
        elif child.children or child.subsections:
            if child.count is None:
                yield from _below(child, f"{prefix}{label(child)}.")
            else:
                for element in child.children:
                    yield from _below(element, f"{prefix}{label(element)}.")
        elif child.value is not None and child.size and child.type != "unused_buffer":
            yield _leaf(child, prefix)
    for subsection in node.subsections:
        yield from _below(subsection, f"{prefix}{subsection.name}.")


def _rows(array: Value, elements: Elements, prefix: str) -> DescribedRows:
    first = elements.first
    fields = [_leaf(child, "") for child in first.children]
    placed = tuple(replace(leaf, offset=leaf.offset - first.offset) for leaf in fields)
    return DescribedRows(f"{prefix}{array.name}", array.offset, first.size, placed, elements.rows())


def _leaf(value: Value, prefix: str) -> DescribedLeaf:
    held = value.value
    if isinstance(held, bytes):
        numbers = tuple(held)
    elif isinstance(held, tuple):
        raw = [tuple(item) if isinstance(item, bytes) else (int(item),) for item in held]
        numbers = tuple(number for item in raw for number in item)
    else:
        assert held is not None
        numbers = (int(held),)
    path = f"{prefix}{label(value)}"
    width = value.size // len(numbers) if numbers else value.size
    return DescribedLeaf(path, value.type, value.offset, width, numbers)
