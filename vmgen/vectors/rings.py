# SPDX-License-Identifier: GPL-2.0-or-later
"""Rings whose numbers are at and outside their ranges, and those that begin again in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vmgen.codec.leaves import Leaf, assign, bounds
from vmgen.layout import Ring
from vmgen.vectors.making import Maker, Vector, first_spans, fitting


class Rings:
    """Makes the vectors of one queue."""

    def __init__(self, maker: Maker, leaf: Leaf, ring: Ring) -> None:
        self._maker = maker
        self._ring = ring
        self._prefix = ".".join((*leaf.keys[:-1], ""))
        self._path = leaf.path
        self._version = leaf.newest
        self._live = maker.around(leaf)
        maker.assign(self._live, leaf, bounds(leaf)[-1][1])

    def vectors(self) -> Iterator[Vector]:
        """Each number at its ends, all of them together elsewhere, and a ring that is shorter."""
        ring = self._ring
        for key in (ring.oldest, ring.free):
            if key:
                yield from self._patched(key, [ring.depth - 1, ring.depth, -1])
        if ring.length:
            yield from self._patched(ring.length, [0, ring.capacity + 1, -1])
        if ring.oldest and ring.free:
            yield from self._wrapped(ring.depth)
        if ring.modulo:
            yield from self._patched(ring.modulo, [ring.depth - 1, 1, 0, ring.depth + 1])
            yield from self._wrapped(max(1, ring.depth - 1))
        if ring.width > 1:
            for key in ring.parts.values():
                yield from self._patched(key, [ring.width - 1], scaled=1)

    def _patched(self, key: str, wrong: list[int], scaled: int = 0) -> Iterator[Vector]:
        """One number, in slots, with other values."""
        scaled = scaled or (1 if key == self._ring.modulo else self._ring.width)
        numbers = [number * scaled for number in wrong]
        yield from self._maker.patched(self._live, self._prefix + key, numbers, self._version)

    def _wrapped(self, depth: int) -> Iterator[Vector]:
        """One item, and as many as there can be, from the last slot of so many on."""
        ring = self._ring
        most = depth - (ring.depth - ring.capacity)
        last = depth - 1 if ring.way > 0 else 0
        for count in dict.fromkeys((min(1, most), most)):
            numbers = {"oldest": last, "free": (last + ring.way * count) % depth, "length": count}
            changed = {key: numbers[part] * ring.width for part, key in ring.parts.items()}
            if ring.modulo:
                changed[ring.modulo] = depth
            name = f"{self._path} from the last of {depth} slots, {count}"
            yield self._together(name, changed)

    def _together(self, name: str, changed: Mapping[str, int]) -> Vector:
        """The section with several numbers changed."""
        saver = self._maker.save(self._live, self._version)
        data, spans = bytes(saver.data), first_spans(saver)
        for key, value in changed.items():
            for _, start, new in fitting(spans.get(self._prefix + key), [value]):
                data = data[:start] + new + data[start + len(new) :]
        return self._maker.vector(name, data, self._live, self._version)


def mark_vectors(maker: Maker, leaf: Leaf) -> Iterator[Vector]:
    """Those of a leaf that is a mark: at each end of a full queue, and behind what is in it."""
    mark = leaf.field.mark
    if mark is None:
        return
    where = (*leaf.keys[:-1], *mark.way, mark.ring.key)
    queue = next(item for item in maker.leaves if item.keys == where)
    live = maker.around(queue)
    for keys, item in leaf.within:
        maker.send(live, keys, item)
    for keys, wanted in (*leaf.gates, *queue.gates):
        maker.let(live, keys, wanted)
    items, width, depth = bounds(queue)[-1][1], mark.ring.width, mark.ring.depth
    for held in dict.fromkeys((len(items), 1)):
        assign(live, where, items[:held])
        for before in dict.fromkeys((1, held - 1, held)):
            assign(live, leaf.keys, before)
            name = f"{leaf.path} is {before} of {held}"
            yield maker.vector(name, maker.encode(live, leaf.newest), live, leaf.newest)
        slots = dict.fromkeys((-1, 0, 2, depth - 2, depth - 1, depth))
        wrong = dict.fromkeys([*(slot * width for slot in slots), 1])
        yield from maker.patched(live, leaf.path, list(wrong), leaf.newest)


def ring_vectors(maker: Maker, leaf: Leaf) -> Iterator[Vector]:
    """Those of a leaf that is a queue; none of another."""
    if leaf.ring is not None:
        yield from Rings(maker, leaf, leaf.ring).vectors()
