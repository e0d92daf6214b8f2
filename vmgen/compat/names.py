# SPDX-License-Identifier: GPL-2.0-or-later
"""Which number of one side is which of the other: by name where both have it, and by place.

A name of a condition stands for a number of the writer's, for one that both are given (a property,
or what an author's method says), or for a constant: what a field is that did not arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vmgen.compat.guards import Assumed, Atom, Guard, domain, guard, possible
from vmgen.compat.plan import Counted, Universe, universe
from vmgen.expression import Compare, Name
from vmgen.expression import Number as Constant
from vmgen.layout import SCALARS, Body, Nested, Number, Ring, WireField
from vmgen.layout.condition import Condition, Source


class Names:
    """The names of two sides, for one comparison of them."""

    def __init__(self, writer: Body, reader: Body, version: int) -> None:
        self.writer = universe(writer)
        self.reader = universe(reader)
        self.aligned: dict[str, str] = {}
        """By path of the reader the path of the writer whose bytes it has."""
        self._queues: dict[str, list[tuple[str, Ring]]] = {}
        """The writer's queues by the paths of their slots, which several may share."""
        for scope, it in rings(writer):
            self._queues.setdefault(f"{scope}{it.slots}", []).append((scope, it))
        self._rings = {
            f"{scope}{it.key}": (f"{scope}{it.slots}", it) for scope, it in rings(reader)
        }
        self.facts: Assumed = tuple(
            (guard(rule, scope, self.of_writer), True) for scope, rule in rules(writer)
        )
        self.facts += tuple(
            (room(made, self.of_writer(scope, Source(made.counted))), True)
            for scope, made in counts(writer, version)
        )
        if possible(self.facts, self.ranges) == "no":
            self.facts = ()  # no state keeps the rules: then they say nothing
        self.given = len(self.facts)

    # -- identity --------------------------------------------------------------------------------

    def twin(self, path: str, *, of_reader: bool) -> str:
        """The path that the other side has for the same thing, wherever it is; empty for none.

        The same path, or else the only one that ends so, if that has no twin of its own.
        """
        mine, theirs = (self.reader, self.writer) if of_reader else (self.writer, self.reader)
        if path in theirs.runs:
            return path
        tail = path.rpartition(".")[2]
        there = [it for it in theirs.tails.get(tail, ()) if it not in mine.runs]
        here = [it for it in mine.tails.get(tail, ()) if it not in theirs.runs]
        return there[0] if len(there) == len(here) == 1 else ""

    def queue(self, path: str) -> tuple[str, Ring] | None:
        """The writer's queue in the slots of one of the reader's, and the scope that it is in.

        Of several that of the same name, or else in the same of the slots.
        """
        if path not in self._rings:
            return None
        slots, ring = self._rings[path]
        there = self._queues.get(self.aligned.get(slots, ""), [])
        return max(
            there, key=lambda it: (it[1].key == ring.key, it[1].first == ring.first), default=None
        )

    # -- numbers of conditions -------------------------------------------------------------------

    def of_writer(self, scope: str, source: Source) -> str | int:
        """The number that a name of the writer's stands for."""
        path, whole = _path(scope, source)
        if source.now:
            return f"now {whole}"
        return f"sent {whole}" if self._travels(self.writer, path) else f"own {whole}"

    def of_reader(self, scope: str, source: Source) -> str | int:
        """The number that a name of the reader's stands for."""
        path, whole = _path(scope, source)
        if source.now:
            return f"now {whole}"
        if path in self.aligned:
            return f"sent {whole.replace(path, self.aligned[path], 1)}"
        queue = self.queue(path)
        if queue is not None:
            return f"sent {whole.replace(path, f'{queue[0]}{queue[1].key}', 1)}"
        if not self._travels(self.reader, path):
            return f"own {whole}"
        known = self.reader.runs.get(path)
        if known is not None and known[0].count is None:
            default = self.reader.default(path)
            if default is not None:
                return default
        return f"left {whole}"

    def count(self, item: Counted, *, writer: bool) -> str | int:
        """What counts an array."""
        resolve = self.of_writer if writer else self.of_reader
        return resolve(item.scope, Source(item.key))

    @staticmethod
    def _travels(of: Universe, path: str) -> bool:
        return path in of.keys or path in of.runs

    def facts_of(self, name: str | int) -> Assumed:
        """The facts that are about one number alone."""
        return tuple(it for it in self.facts if all(atom.base == name for atom in it[0].atoms))

    def keeping(self, path: str) -> Callable[[int], bool]:
        """Whether a number keeps the rules of the writer that are about it alone."""
        name = f"sent {path}"
        alone = [it for it, _ in self.facts_of(name)]
        return lambda value: all(it.holds({name: value}) for it in alone)

    def edges(self, path: str) -> Sequence[int]:
        """Of a number of the writer's some by which no two are alike to the rules."""
        return domain(f"sent {path}", self.facts, self.ranges)[0]

    def ranges(self, name: str) -> Sequence[range]:
        """What a number of a condition can be."""
        path = name.partition(" ")[2].partition("[")[0]
        found = self.writer.runs.get(path) or self.reader.runs.get(path)
        if path.endswith("()"):
            return (range(2),)
        if found is None or not isinstance(found[0].element, Number):
            return (_all_of("u64"),)
        number = found[0].element
        if number.encoding == "bool" or number.runtime == "bool":
            return (range(2),)
        if name.startswith("now") or number.mask != -1:
            return (_all_of(number.encoding),)
        none = () if number.none is None else (range(number.none, number.none + 1),)
        if number.variants is not None:
            return tuple(range(value, value + 1) for _, value in number.variants) + none
        return range(number.minimum, number.maximum + 1), *none


def _all_of(scalar: str) -> range:
    return range(SCALARS[scalar].minimum, SCALARS[scalar].maximum + 1)


def _path(scope: str, source: Source) -> tuple[str, str]:
    """The path of the number without indices, and with them behind it."""
    steps = [it for it in source.inside if isinstance(it, str)]
    indices = "".join(f"[{it}]" for it in source.inside if isinstance(it, int))
    path = ".".join((f"{scope}{source.key}", *steps))
    length = "#" if source.length else ""
    return path, f"{path}{indices}{length}"


def room(field: WireField, count: str | int) -> Guard:
    """That a count is not above its array, which is looked at on both sides."""
    fits = Compare("<=", Name("0"), Constant(field.fits or 0))
    return Guard(f"{field.counted} <= {field.fits}", fits, (Atom(count),))


def counts(body: Body, version: int, scope: str = "") -> Iterator[tuple[str, WireField]]:
    """The arrays of sections of a version whose counts are looked at, also where a gate then leaves
    the array out; each with the path of its description."""
    for field in body.fields:
        if field.fits is not None and field.companion is None:
            yield scope, field
        if isinstance(field.element, Nested) and field.known(version) and field.needed is None:
            held = field.element.held
            yield from counts(held.body, held.version(version), f"{scope}{field.key}.")


def rings(body: Body, scope: str = "") -> Iterator[tuple[str, Ring]]:
    """The queues of a layout, each with the path of its description."""
    for ring in body.all_rings:
        yield scope, ring
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            yield from rings(field.element.inner, f"{scope}{field.key}.")


def rules(body: Body, scope: str = "") -> Iterator[tuple[str, Condition]]:
    """The rules of a layout, likewise."""
    for rule in body.rules:
        yield scope, rule
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            yield from rules(field.element.inner, f"{scope}{field.key}.")
