# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a walk is in a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vmgen.compat.plan import Block, Counted, End, Guarded, Item, Run, Slot
from vmgen.values import dataclass


@dataclass(slots=True)
class Cursor:
    """Where a side is: its items from the end to the next, and the bytes of the next one done."""

    items: list[Item]
    done: int = 0

    @property
    def head(self) -> Item | None:
        """The next item."""
        return self.items[-1] if self.items else None

    def pop(self) -> None:
        """Go on to the next item."""
        self.items.pop()
        self.done = 0

    def put(self, items: Sequence[Item]) -> None:
        """Put other items in the place of the next one."""
        self.pop()
        self.items += reversed(items)

    def copy(self) -> Cursor:
        """The same place."""
        return Cursor([*self.items], self.done)

    def advance(self, size: int) -> None:
        """Take bytes of a run."""
        run = self.items[-1]
        assert isinstance(run, Run)
        self.done += size
        if self.done == run.size:
            self.pop()


def cursor(items: Sequence[Item]) -> Cursor:
    """The beginning of a plan."""
    return Cursor([*reversed(items)])


def taken(it: Cursor) -> list[End]:
    """The ends that come next, which are taken."""
    found = []
    while isinstance(it.head, End):
        found.append(it.head)
        it.pop()
    return found


def copies(block: Block) -> Iterator[Item]:
    """The items of an array of structs, one struct behind the other."""
    for index in range(block.count):
        for item in block.items:
            yield _copy(item, index)


def optional(item: Item, missing: bool) -> Item:
    """An item that is not always there."""
    if isinstance(item, Run):
        return replace(item, optional=missing or item.optional)
    if isinstance(item, Block | Guarded | Counted | Slot):
        return replace(item, items=tuple(optional(it, missing) for it in item.items))
    return item


def _copy(item: Item, index: int) -> Item:
    if isinstance(item, Run):
        return replace(item, copy=(index, *item.copy))
    if isinstance(item, Block | Guarded | Counted | Slot):
        return replace(item, items=tuple(_copy(it, index) for it in item.items))
    return item
