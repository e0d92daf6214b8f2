# SPDX-License-Identifier: GPL-2.0-or-later
"""The vectors that a device refuses, and a few that it does not save in this form itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vmgen.codec.leaves import at, bounds, outside, subsections
from vmgen.codec.save import Span
from vmgen.layout import Number, WireField, WireSubsection, header
from vmgen.vectors.alone import Bases
from vmgen.vectors.making import Maker, Vector, first_spans
from vmgen.vectors.rings import mark_vectors, ring_vectors
from vmgen.vectors.search import Variables, search


class Refusals:
    """Makes them for one device."""

    def __init__(self, maker: Maker, bases: Bases) -> None:
        self._maker = maker
        self._bases = bases

    def vectors(self) -> Iterator[Vector]:
        """Sections that do not load, and a few that are not as the device itself saves them."""
        fresh = self._maker.fresh()
        data = self._maker.encode(fresh)
        low, high = self._maker.layout.minimum_version_id, self._maker.layout.version_id
        yield self._maker.vector(f"version {high + 1}", data, fresh, high + 1)
        if low:
            yield self._maker.vector(f"version {low - 1}", data, fresh, low - 1)
        yield from self._outside()
        yield from self._parts()
        yield from self._no_nulls()
        yield from self._broken()
        yield from self._wrong_subsections()
        yield from self._bases.fresh().cuts()
        yield self._maker.vector("one byte short", data[:-1], fresh)
        yield self._maker.vector("one byte too long", data + b"\0", fresh)

    def _outside(self) -> Iterator[Vector]:
        """Each checked field just outside its range, and all bits where not all are taken."""
        for leaf in self._maker.leaves:
            element = leaf.element
            whole = leaf.ring is not None or leaf.field.mark is not None
            wrong = [] if whole else outside(leaf.field, element)
            if isinstance(element, Number) and (element.mask != -1 or element.force):
                wrong = [*wrong, (1 << 8 * element.size) - 1]
            if wrong and leaf.field.flag:
                live = self._maker.around(leaf)
                self._maker.assign(live, leaf, bounds(leaf)[-1][1])
                yield from self._maker.patched(live, leaf.path, wrong, leaf.newest)
            elif wrong:
                yield from self._bases.around(leaf).patched(leaf, wrong)

    def _parts(self) -> Iterator[Vector]:
        """Ends and lengths of FIFOs at and outside their ranges, and counts above their arrays."""
        for leaf in self._maker.leaves:
            yield from ring_vectors(self._maker, leaf)
            yield from mark_vectors(self._maker, leaf)
        for owner in self._maker.owners:
            for field in owner.body.all_fields:
                if field.fits is not None and field.companion is None:
                    yield from self._too_many(owner.keys, field, field.fits)

    def _no_nulls(self) -> Iterator[Vector]:
        """What stands where a null pointer should is none."""
        for key, present in self._maker.pointers.items():
            live = self._maker.everything()
            live[present] = [False] * len(live[present])
            saver = self._maker.save(live)
            span = first_spans(saver).get(key)
            if span is not None:
                data = bytearray(saver.data)
                data[span.offset] ^= 1
                yield self._maker.vector(f"{key} is no null pointer", bytes(data), live)

    def _too_many(self, keys: tuple[str, ...], field: WireField, most: int) -> Iterator[Vector]:
        """One more than an array has, said by the section or by a property."""
        live = self._maker.counted(keys)
        if not keys and field.counted in self._maker.settings:
            if not self._maker.may_be(field.counted, most + 1):
                return  # no device is realized with it
            data = self._maker.encode(live)
            yield self._maker.vector(
                f"{field.counted} = {most + 1}", data, {**live, field.counted: most + 1}
            )
        else:
            yield from self._maker.patched(live, ".".join((*keys, field.counted)), [most + 1, -1])

    def _broken(self) -> Iterator[Vector]:
        """Each rule broken by numbers that are right by themselves, where some are found."""
        for owner in self._maker.owners:
            for rule in owner.body.rules:
                others = tuple(item for item in owner.body.rules if item is not rule)
                live = self._maker.counted(owner.keys)
                variables = Variables(owner.body, {} if owner.keys else self._maker.settings)
                struct = at(live, owner.keys)[-1]
                before = at(self._maker.sections.reset, owner.keys)[-1]
                found = search(rule, struct, variables, true=False, others=others, before=before)
                if found is not None:
                    struct.update(found)
                    path = ".".join(owner.keys) or self._maker.layout.name
                    yield self._maker.vector(
                        f"{path} breaks {rule.text}", self._maker.encode(live), live
                    )

    def _wrong_subsections(self) -> Iterator[Vector]:
        """Every header, nested ones too, with another name and with versions that are unknown.

        QEMU does not roll back what it loaded before it came to a subsection, so all of that is at
        its reset value: then "nothing changed" can be seen.
        """
        fresh = self._maker.fresh()
        fields = self._maker.layout.fields
        own = {key: fresh[key] for key in (field.key for field in fields) if key in fresh}
        live = {**self._maker.everything(), **own}
        for keys, item in self._maker.conditional():
            self._maker.send(live, keys, item)
        saver = self._maker.save(live)
        data, spans = bytes(saver.data), first_spans(saver)
        for item in subsections(self._maker.layout):
            if item.body.name in spans:
                yield from self._wrong_header(item, live, data, spans[item.body.name])

    def _wrong_header(
        self, item: WireSubsection, live: dict[str, Any], data: bytes, span: Span
    ) -> Iterator[Vector]:
        name, version = item.body.name, item.body.version_id
        before, after = data[: span.offset], data[span.end :]
        for other in (f"{name[:-1]}{'x' if name[-1] != 'x' else 'y'}", f"{name}2", f"?{name}"):
            changed = before + header(other, version) + after
            yield self._maker.vector(f"{name} called {other}", changed, live)
        for number in (version + 1, item.body.minimum_version_id - 1):
            if 0 <= number <= 255:  # no more of it counts
                changed = before + header(name, number) + after
                yield self._maker.vector(f"{name} version {number}", changed, live)
