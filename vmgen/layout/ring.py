# SPDX-License-Identifier: GPL-2.0-or-later
"""A queue on the wire: the slots of a ring, and the numbers that say which of them hold items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from vmgen.layout.element import Number, whole
from vmgen.values import dataclass

Part = Literal["length", "oldest", "free"]
"""A number that says something of a ring."""

Form = Literal["ring", "down", "linear", "full"]
"""Items are anywhere, the next one above or below the last; or from slot 0 on; or in all slots."""


class RingFault(ValueError):
    """What is wrong with the numbers of a ring, at the field with this key."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Ring:
    """A FIFO: where on the wire its items are, by the keys of the fields.

    At least one of `length`, `oldest` and `free` is there; the others are empty.
    """

    key: str
    capacity: int
    """Items that it holds at most."""
    depth: int
    """Slots; one more than items where nothing but its two ends say how many there are."""
    slots: str
    length: str = ""
    oldest: str = ""
    free: str = ""
    """The slot behind the newest item."""
    form: Form = "ring"
    first: int = 0
    step: int = 1
    """Every which element of `slots` is one of its slots, from `first` on."""
    modulo: str = ""
    """The number of slots after which it begins again, if that is fewer than all."""
    width: int = 1
    """Bytes of an item, lowest first, where slots are bytes; then all numbers count bytes."""

    @property
    def parts(self) -> dict[Part, str]:
        """The keys of its numbers."""
        every: dict[Part, str] = {"length": self.length, "oldest": self.oldest, "free": self.free}
        return {part: key for part, key in every.items() if key}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all that is on the wire for it and nothing else."""
        return (*self.parts.values(), self.slots)

    # -- from the wire -----------------------------------------------------------------------------

    @property
    def way(self) -> int:
        """From the slot of an item to that of the next one."""
        return -1 if self.form == "down" else 1

    def items(self, number: Callable[[str], int], values: Sequence[Any]) -> list[Any]:
        """The items, the oldest first; `RingFault` for numbers that are none of such a ring.

        `number` gives what arrived by key, `values` are all elements of the field `slots`.
        """
        oldest, count, depth = self.place(number)
        slots = self.own(values)
        return [slots[(oldest + self.way * index) % depth] for index in range(count)]

    def place(self, number: Callable[[str], int]) -> tuple[int, int, int]:
        """The slot of the oldest item, how many items there are, and how many slots."""
        depth = self._depth(number)
        most = min(self.capacity, depth)
        length = self.slots_of(self.length, number(self.length), most) if self.length else None
        oldest = self.slots_of(self.oldest, number(self.oldest), depth - 1) if self.oldest else None
        free = self.slots_of(self.free, number(self.free), depth - 1) if self.free else None
        if self.form == "linear":
            oldest = 0
        if self.form == "full":
            length = depth
        if length is None:
            assert oldest is not None and free is not None
            length = self.way * (free - oldest) % depth
        if oldest is None:
            assert free is not None
            oldest = (free - self.way * length) % depth
        if free is not None and (oldest + self.way * length) % depth != free:
            at = f"{length} items from slot {oldest} on do not end before slot {free}"
            raise RingFault(self.free, at)
        return oldest, length, depth

    def _depth(self, number: Callable[[str], int]) -> int:
        if not self.modulo:
            return self.depth
        depth = number(self.modulo)
        if not 1 <= depth <= self.depth:
            raise RingFault(self.modulo, _outside(self.modulo, depth, 1, self.depth))
        return depth

    def slots_of(self, key: str, value: int, most: int) -> int:
        """A number of slots, which are 0 to `most`, of what the number of a field is."""
        if not 0 <= value <= most * self.width:
            raise RingFault(key, _outside(key, value, 0, most * self.width))
        if value % self.width:
            raise RingFault(key, f"{key} is {value}, no multiple of {self.width}")
        return value // self.width

    def own(self, values: Sequence[Any]) -> Sequence[Any]:
        """Its slots, of all elements of the field that has them."""
        if self.width == 1:
            return values[self.first :: self.step]
        starts = range(0, len(values), self.width)
        return [int.from_bytes(bytes(values[at : at + self.width]), "little") for at in starts]

    def item(self, slot: Number) -> Number:
        """What one item is, where `slot` is an element of the field `slots`."""
        return slot if self.width == 1 else whole(f"u{8 * self.width}")

    # -- to the wire -------------------------------------------------------------------------------

    def says(self, part: Part, items: Sequence[Any], modulo: int) -> int:
        """A number of it, given what the field `modulo` says now. Slot 0 has the oldest item."""
        depth, count = self.sent(items, modulo)
        number = {"length": count, "oldest": 0, "free": self.way * count % depth}[part]
        return (0 if self.form == "full" else number) * self.width

    def sent(self, items: Sequence[Any], modulo: int) -> tuple[int, int]:
        """How many slots there are, and how many items there is room for."""
        depth = min(max(modulo, 1), self.depth) if self.modulo else self.depth
        return depth, min(len(items), depth - (self.depth - self.capacity))

    def fill(self, values: list[int], items: Sequence[Any], modulo: int) -> None:
        """Write the items into the slots; those of a full ring that are missing are its oldest."""
        sent = items[: self.depth]
        if self.width > 1:
            packed = b"".join(int(item).to_bytes(self.width, "little") for item in sent)
            values[: len(packed)] = packed
            return
        if self.form == "down":
            depth, _ = self.sent(items, modulo)
            for index, item in enumerate(items[:depth]):
                values[self.first + self.step * (-index % depth)] = item
            return
        start = self.depth - len(sent) if self.form == "full" else 0
        first = self.first + self.step * start
        values[first : first + self.step * len(sent) : self.step] = sent


@dataclass(frozen=True, slots=True)
class Mark:
    """A slot of a ring in front of which are so many of its items.

    It is that of the first item behind them, and `none` for none, if that is a number.
    """

    way: tuple[str, ...]
    """The keys of the structs that the queue is in, beginning beside the mark."""
    ring: Ring
    none: int | None

    def says(self, count: int, items: Sequence[Any], modulo: int) -> int:
        """The number on the wire, of a queue that is written from slot 0 on.

        All slots in front of it would be none: as with `says` of a ring, what is more is left out.
        """
        depth, held = self.ring.sent(items, modulo)
        before = min(count, held, depth - 1)
        if not before and self.none is not None:
            return self.none
        return self.ring.way * before % depth * self.ring.width

    def before(self, key: str, value: int, number: Callable[[str], int]) -> int:
        """How many items are before `value`, that of `key`; `RingFault` where it is no such slot.

        `number` gives what arrived for the ring.
        """
        if value == self.none:
            return 0
        oldest, length, depth = self.ring.place(number)
        slot = self.ring.slots_of(key, value, depth - 1)
        count = self.ring.way * (slot - oldest) % depth
        if count > length:
            raise RingFault(key, f"{key} is {value}, which is not among the {length} items")
        return count


def _outside(key: str, value: int, low: int, high: int) -> str:
    return f"{key} is {value}, which is not in {low}..={high}"
