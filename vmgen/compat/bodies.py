# SPDX-License-Identifier: GPL-2.0-or-later
"""What a reader makes of the sections of a writer, both known by their whole layouts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from vmgen.compat.explain import Bodies, Explain
from vmgen.compat.guards import Resolve, guard, possible
from vmgen.compat.meaning import Change, changes, misread
from vmgen.compat.names import Names, counts, rings, room, rules
from vmgen.compat.plan import End, plan
from vmgen.compat.walk import Met, Pair, Shift, TooMany, Walk, begun
from vmgen.layout import Body, Nested, Ring, WireSubsection
from vmgen.layout.condition import Source


class Loading:
    """The sections that a writer sends at a version, in a reader.

    `forward` says that the writer is the old side: rules are named by who changed what.
    """

    def __init__(self, writer: Body, reader: Body, version: int, *, forward: bool) -> None:
        self.writer, self.reader, self.version = writer, reader, version
        self.forward = forward
        self.names = Names(writer, reader, version)

    def changes(self) -> Iterator[Change]:
        """What becomes of the fields and subsections."""
        try:
            walk = Walk(self.writer, self.reader, self.version, self.names.facts, self.names)
        except TooMany:
            message = "there are more combinations than are looked at"
            decides = "Compare fewer changes at a time."
            yield Change("FIELD_PREDICATE_SAME", "undecided", "", message, decides=decides)
            return
        yield from self._shifts(walk)
        yield from self._met(walk)
        if any(it.sure for it in walk.shifts):
            return
        pairs = self._in_step(walk)
        for pair in pairs:
            yield from changes(pair, self.names)
        self.names.aligned = dict(filter(None, (begun(pair) for pair in pairs)))
        yield from self._counts(walk)
        yield from self._queues()
        yield from self._rules()
        if not walk.shifts:  # else it is not known what else arrives
            yield from self._left(walk)

    # -- shifts ----------------------------------------------------------------------------------

    def _shifts(self, walk: Walk) -> Iterator[Change]:
        for at, shift in sorted(
            ((self._first(it), it) for it in walk.shifts), key=lambda it: it[0]
        ):
            yield self._shift(shift, at)

    def _first(self, shift: Shift) -> int:
        """The first byte that one side takes for something else than the other does."""
        wrong = (it.offset for it in shift.trail if misread(it, self.names))
        return next(wrong, shift.offset)

    def _in_step(self, walk: Walk) -> list[Pair]:
        """All pairs but those from the first that is misread on, on a way that may shift."""
        astray = set[int]()
        for shift in walk.shifts:
            for at, pair in enumerate(shift.trail):
                if misread(pair, self.names):
                    astray |= {id(it) for it in shift.trail[at:]}
                    break
        return [it for it in walk.pairs if id(it) not in astray]

    def _shift(self, shift: Shift, at: int) -> Change:
        old, new = (self.writer, self.reader) if self.forward else (self.reader, self.writer)
        names = self.names if self.forward else self._turned
        if shift.within:
            return self._within(shift, at, old, new, names)
        plans = plan(old, self.version), plan(new, self.version)
        parting = Explain(*plans, names, Bodies(old, new)).parting()
        if parting is None:
            rule, path = "FIELD_PREDICATE_SAME", getattr(shift.target or shift.source, "path", "")
            message = "the two sides have not the same fields here"
        else:
            rule, path = parting.rule, parting.path
            message = parting.message
        pointers = rule == "POINTER_NULLNESS_SAME"
        outcome, decides = "undecided", _POINTERS if pointers else _DECIDES
        if shift.sure:
            outcome, decides = "shifted", ""
        return Change(rule, outcome, path, message, at, shift.when, decides)  # type: ignore[arg-type]

    def _within(self, shift: Shift, at: int, old: Body, new: Body, names: Names) -> Change:
        """A shift in a subsection, at the version that is sent."""
        bodies = [_subsection(it, shift.within) for it in (old, new)]
        sent = _subsection(self.writer, shift.within)
        plans = [plan(body, sent[0].version_id, scope) for body, scope in bodies]
        parting = Explain(plans[0], plans[1], names, Bodies(old, new)).parting()
        message = parting.message if parting else "its fields are not the same"
        message = f"in subsection `{shift.within}`: {message}"
        return Change("SUBSECTION_LAYOUT_SAME", "shifted", shift.within, message, at, shift.when)

    @cached_property
    def _turned(self) -> Names:
        return Names(self.reader, self.writer, self.version)

    # -- subsections -----------------------------------------------------------------------------

    def _met(self, walk: Walk) -> Iterator[Change]:
        for met in walk.met:
            if not self._can_be(met.item, met.end.scope, sent=True):
                continue
            if met.known is None:
                yield self._unknown(met, walk)
            else:
                yield from self._versions(met.item.body, met.known.body)

    def _can_be(self, item: WireSubsection, scope: str, *, sent: bool) -> bool:
        """Whether it may be sent, or may be left out."""
        if item.expression is None:
            return sent or item.condition != "always"
        made = guard(item.expression, scope, self.names.of_writer)
        return possible((*self.names.facts, (made, sent)), self.names.ranges) != "no"

    def _unknown(self, met: Met, walk: Walk) -> Change:
        """One that nobody takes."""
        name = met.item.body.name
        where = self.names.reader.subsections.get(name)
        if met.taken and where is not None and where == met.end.scope:
            message = f"a struct takes subsection `{name}` for one of its own, and refuses it"
            return Change("NESTED_NAME_PREFIX", "refused", name, message)
        if where is not None:
            message = (
                f"subsection `{name}` is sent behind other fields than those that it belongs to"
            )
            return Change("SUBSECTION_MOVED", "refused" if met.taken else "shifted", name, message)
        renamed = [it for it, _ in walk.unmet.values() if _alike(it.body, met.item.body)]
        if renamed and renamed[0].body.name not in self.names.writer.subsections:
            message = f"subsection `{name}` is not known: `{renamed[0].body.name}` has its fields"
            return Change("SUBSECTION_SAME_NAME", "refused", name, message)
        if self.forward:
            message = f"subsection `{name}` is gone, and refused when it is sent"
            return Change("SUBSECTION_NOT_REMOVED", "refused", name, message)
        if not self._can_be(met.item, met.end.scope, sent=False):
            message = f"subsection `{name}` is always sent, and not known there"
            return Change("SUBSECTION_ALWAYS_NEEDED", "refused", name, message)
        rule = "NESTED_SUBSECTION_ADDED" if self._nested(met.end) else "SUBSECTION_ADDED"
        return Change(rule, "refused", name, f"subsection `{name}` is not known there")

    def _nested(self, end: End) -> bool:
        """Whether it ends a struct, and not registers that are called as the device."""
        return bool(end.scope) and end.body.name not in (self.writer.name, self.reader.name)

    def _versions(self, sent: Body, known: Body) -> Iterator[Change]:
        name, version = sent.name, sent.version_id
        if version > known.version_id:
            message = f"subsection `{name}` has version {version}, known are "
            message += f"{known.minimum_version_id}..={known.version_id}"
            yield Change("SUBSECTION_VERSION_BUMP", "refused", name, message)
        elif version < known.minimum_version_id:
            message = f"subsection `{name}` has version {version}, taken are "
            message += f"{known.minimum_version_id}..={known.version_id}"
            yield Change("SUBSECTION_MINIMUM_RAISED", "refused", name, message)

    # -- what counts, queues, rules --------------------------------------------------------------

    def _counts(self, walk: Walk) -> Iterator[Change]:
        together = {taken.path for _, taken in walk.counted}
        for scope, field in counts(self.reader, self.version):
            path, count = f"{scope}{field.key}", self.names.of_reader(scope, Source(field.counted))
            if not str(count).startswith("sent ") and path not in together:
                continue  # of a property the reader itself sees to it
            above = (room(field, count), False)
            if possible((*self.names.facts_of(count), above), self.names.ranges) == "no":
                continue
            answer = possible((*self.names.facts, above), self.names.ranges)
            message = f"`{path}` has room for {field.fits} by `{field.counted}`, which may be more"
            if answer == "yes":
                yield Change("COUNT_VALIDATED", "refused", path, message)
            else:
                yield Change("COUNT_VALIDATED", "undecided", path, message, decides=_DECIDES)

    def _queues(self) -> Iterator[Change]:
        for scope, ring in rings(self.reader):
            path = f"{scope}{ring.key}"
            if f"{scope}{ring.slots}" not in self.names.aligned:
                continue
            sent = self.names.queue(path)
            if sent is None:
                message = f"`{path}` is a queue, and what is sent is no queue"
                yield Change("CONFIG_IN_STATE", "undecided", path, message, decides=_QUEUE)
                continue
            other = sent[1]
            if self._numbers(scope, ring, self.names.of_reader) != self._numbers(
                *sent, self.names.of_writer
            ):
                message = (
                    f"the numbers that say where the items of `{path}` are have changed places"
                )
                yield Change("CONFIG_IN_STATE", "wrong", path, message)
            elif _way(ring) != _way(other):
                message = f"`{path}` holds {ring.capacity} items in {ring.depth} slots, and "
                message += f"{other.capacity} in {other.depth} are sent"
                if (ring.form, ring.step, ring.first) != (other.form, other.step, other.first):
                    message = f"the items of `{path}` lie in its slots another way"
                yield Change("CONFIG_IN_STATE", "wrong", path, message)

    @staticmethod
    def _numbers(scope: str, ring: Ring, resolve: Resolve) -> dict[str, str | int]:
        """What says where the items of a queue are, by the names that both sides have."""
        keys = [*ring.parts.items(), *([("modulo", ring.modulo)] if ring.modulo else [])]
        return {part: resolve(scope, Source(key)) for part, key in keys}

    def _rules(self) -> Iterator[Change]:
        known = [item for item, _ in self.names.facts]
        for scope, rule in rules(self.reader):
            made = guard(rule, scope, self.names.of_reader)
            if any(made.same(item) for item in known):
                continue
            answer = possible((*self.names.facts, (made, False)), self.names.ranges)
            if answer == "no":
                continue
            message = f"a state that breaks `{rule.text}` is refused"
            where = scope.rstrip(".")
            if answer == "yes":
                yield Change("POST_LOAD_STRICTER", "refused", where, message)
            else:
                yield Change("POST_LOAD_STRICTER", "undecided", where, message, decides=_DECIDES)

    # -- what does not arrive --------------------------------------------------------------------

    def _left(self, walk: Walk) -> Iterator[Change]:
        """Fields and subsections of the reader to which nothing comes."""
        got = {pair.target.path for pair in walk.pairs}
        sent = {pair.source.path for pair in walk.pairs}
        told = set()
        for name, (_item, end) in walk.unmet.items():
            told.add(name)
            if name in self.names.writer.subsections:
                continue
            rule = "SUBSECTION_ADDED" if self.forward else "SUBSECTION_NOT_REMOVED"
            if self.forward and self._nested(end):
                rule = "NESTED_SUBSECTION_ADDED"
            message = f"subsection `{name}` is not sent: its fields keep their defaults"
            yield Change(rule, "defaults", name, message)
        for path, (field, within) in self.names.reader.runs.items():
            if path in got or within in told:
                continue
            twin = self.names.twin(path, of_reader=True)
            if twin:
                yield from self._never_sent(path, twin, sent)
                continue
            if within:
                message = f"`{path}` is not in what is sent of subsection `{within}`"
                yield Change("SUBSECTION_VERSION_BUMP", "defaults", path, message)
            elif not field.known(self.version):
                message = f"`{path}` is not in version {self.version}, and keeps its default"
                yield Change("FIELD_ADDED_GATED", "defaults", path, message)

    def _never_sent(self, path: str, twin: str, sent: Collection[str]) -> Iterator[Change]:
        """A field that both sides have, and that this version does not."""
        was, now = self.names.writer.default(twin), self.names.reader.default(path)
        if twin in sent or was is None or now is None or was == now:
            return
        message = f"version {self.version} does not have `{path}`: it is {now:#x} then, and "
        yield Change("RESET_VALUE_SAME", "wrong", path, f"{message}the other side means {was:#x}")


_DECIDES = "Look whether the two conditions can differ for a state that a guest can bring about."
_POINTERS = "Look whether both devices have the same elements, however they are configured."
_QUEUE = "Look whether the numbers that are sent are always those of a queue."


def _way(ring: object) -> tuple[object, ...]:
    names = ("capacity", "depth", "form", "first", "step", "width")
    return tuple(getattr(ring, name) for name in names)


def _alike(one: Body, other: Body) -> bool:
    """Whether two subsections have the same fields."""
    names = [[field.key for field in body.fields] for body in (one, other)]
    return names[0] == names[1]


def _subsection(body: Body, name: str, scope: str = "") -> tuple[Body, str]:
    """A subsection by its name, and the path of what it belongs to."""
    found = _found(body, name, scope)
    assert found is not None
    return found


def _found(body: Body, name: str, scope: str) -> tuple[Body, str] | None:
    for item in body.all_subsections:
        if item.body.name == name:
            return item.body, scope
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            found = _found(field.element.inner, name, f"{scope}{field.key}.")
            if found is not None:
                return found
    return None
