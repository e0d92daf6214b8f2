# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden vectors of a device: sections made here, and what a load of each must end with.

The same spec always gives the same vectors, few enough to be read: two per field for its bounds,
one per variant of an enum, one per subsection on and off, one per version, and the refusals.

They say what the codec knows. Where a device has code of its author's, that may say something else:
`vmgen.codec.author`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import chain

from vmgen.codec.leaves import Leaf, bounds, subsections
from vmgen.codec.sections import Sections
from vmgen.model.nodes import Device
from vmgen.vectors.alone import Bases
from vmgen.vectors.making import Maker, Vector
from vmgen.vectors.refusals import Refusals
from vmgen.vectors.search import Variables, search

__all__ = ["Vector", "vectors"]


def vectors(device: Device) -> list[Vector]:
    """All vectors of a device: what it accepts in the order of its fields, then the refusals."""
    maker = Maker(Sections(device))
    bases = Bases(maker)
    found: dict[Hashable, Vector] = {}
    for item in chain(_Accepted(maker, bases).vectors(), Refusals(maker, bases).vectors()):
        found.setdefault((item.version, item.section[1:], *item.flags.items()), item)
    return sorted(found.values(), key=lambda item: item.refused is not None)


class _Accepted:
    """Sections that load, most of them: a rule may refuse one."""

    def __init__(self, maker: Maker, bases: Bases) -> None:
        self._maker = maker
        self._bases = bases

    def vectors(self) -> Iterator[Vector]:
        """All of them, in the order of the fields."""
        fresh, everything = self._maker.fresh(), self._maker.everything()
        yield self._maker.vector("reset", self._maker.encode(fresh), fresh)
        yield self._maker.vector("every value its own", self._maker.encode(everything), everything)
        for leaf in self._maker.leaves:
            yield from self._bounds(leaf)
        yield from self._section()
        yield from self._pointers()
        yield from self._subsections()
        yield from self._versions()

    def _section(self) -> Iterator[Vector]:
        """The section itself, needed and not."""
        layout, fresh = self._maker.layout, self._maker.fresh()
        for true, word in ((True, "needed"), (False, "not needed")):
            if layout.needed is not None:
                variables = Variables(layout, self._maker.settings)
                found = search(layout.needed, fresh, variables, true=true, before=fresh)
                if found is not None:
                    live = fresh | found
                    yield self._maker.vector(word, self._maker.encode(live), live)

    def _pointers(self) -> Iterator[Vector]:
        """Arrays of C's pointers, all of them null, and every other one."""
        for name in dict.fromkeys(self._maker.pointers.values()):
            for word, step in (("nowhere", 0), ("here and there", 2)):
                live = self._maker.everything()
                live[name] = [bool(step and at % step == 0) for at in range(len(live[name]))]
                yield self._maker.vector(f"{name} {word}", self._maker.encode(live), live)

    def _bounds(self, leaf: Leaf) -> Iterator[Vector]:
        """A field at its bounds, or an enum at every variant, the rest at reset."""
        most, base = self._maker.limits.get(leaf.keys), self._bases.around(leaf)
        for name, bound in bounds(leaf):
            yield base.bound(leaf, name, bound if most is None else min(bound, most))

    def _subsections(self) -> Iterator[Vector]:
        """Each of the device's subsections sent, not sent, missed, and sent twice."""
        everything = self._maker.everything()
        names = [item.body.name for item in self._maker.layout.subsections]
        for item in self._maker.layout.subsections:
            name, rest = item.body.name, [other for other in names if other != item.body.name]
            if item.flag:
                for value, word in ((True, "on"), (False, "off")):
                    live = {**self._maker.fresh(), item.flag: value}
                    yield self._maker.vector(f"{name} {word}", self._maker.encode(live), live)
            elif item.condition != "always":
                live = self._maker.on(((), item))
                yield self._maker.vector(
                    f"{name} alone", self._maker.encode(live, sent=[name]), live
                )
            data = self._maker.encode(everything, sent=rest)
            yield self._maker.vector(f"{name} wanted but absent", data, everything)
            whole = self._maker.encode(everything, sent=[name])
            again = whole[len(self._maker.encode(everything, sent=[])) :]
            data = self._maker.encode(everything) + again
            yield self._maker.vector(f"{name} sent twice", data, everything)

    def _versions(self) -> Iterator[Vector]:
        """Every version that this device still reads, of subsections, too; fields with a later gate
        are absent."""
        everything = self._maker.everything()
        for version in range(self._maker.layout.minimum_version_id, self._maker.layout.version_id):
            data = self._maker.encode(everything, version)
            yield self._maker.vector(f"version {version}", data, everything, version)
        for item in subsections(self._maker.layout):
            name, body = item.body.name, item.body
            for version in range(body.minimum_version_id, body.version_id):
                saver = self._maker.sections.save(
                    everything, methods=self._maker.methods(everything), older={name: version}
                )
                yield self._maker.vector(f"{name} version {version}", bytes(saver.data), everything)
