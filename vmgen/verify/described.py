# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers that a stream's own description finds in a section, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vmgen.stream.value import Value, label


@dataclass(frozen=True, slots=True)
class DescribedLeaf:
    """A field without fields of its own: `numbers` of `width` bytes each, from `offset` on."""

    path: str
    """Names of the description: `mbox[0].reg`, `pl011/clock.clk.period`."""
    type: str
    offset: int
    width: int
    numbers: tuple[int, ...]


def described_leaves(tree: Value) -> list[DescribedLeaf]:
    """The leaves of a decoded section in wire order. Padding and empty fields have no numbers."""
    return list(_below(tree, ""))


def _below(node: Value, prefix: str) -> Iterator[DescribedLeaf]:
    for child in node.children:
        if child.children or child.subsections:
            if child.count is None:
                yield from _below(child, f"{prefix}{label(child)}.")
            else:
                for element in child.children:
                    yield from _below(element, f"{prefix}{label(element)}.")
        elif child.value is not None and child.size and child.type != "unused_buffer":
            yield _leaf(child, prefix)
    for subsection in node.subsections:
        yield from _below(subsection, f"{prefix}{subsection.name}.")


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
