# SPDX-License-Identifier: GPL-2.0-or-later
"""Two plans side by side: which bytes of what one side writes go to what of the other.

The writer's items are taken in order, and the reader's beside them, bytes by bytes. Where a
condition differs, each combination that can be goes its own way.
"""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.compat.cursor import Cursor, copies, cursor, optional, taken
from vmgen.compat.guards import Assumed, Atom, Guard, described, guard, possible
from vmgen.compat.names import Names
from vmgen.compat.plan import Block, Counted, End, Guarded, Item, Run, Slot, plan
from vmgen.expression import Compare, Name, Number
from vmgen.layout import Body, WireSubsection
from vmgen.values import dataclass

MOST_WAYS = 256
"""Combinations of conditions that are looked at."""

MOST_ELEMENTS = 1 << 16
"""Items of arrays of structs that are looked at one by one."""


class TooMany(Exception):
    """There are more combinations, or elements, than are looked at."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Bytes that one element of the writer has, and the reader takes for one of its own."""

    source: Run
    at: int
    """The byte in the run."""
    target: Run
    to: int
    size: int
    optional: bool
    """Whether they are not always sent."""
    offset: int
    """Where they are in what is sent, arrays full."""


def begun(pair: Pair) -> tuple[str, str] | None:
    """The paths of the reader's element and of the writer's that begin together, if they do."""
    one, other = pair.source, pair.target
    begin = not pair.at and not pair.to and one.path and other.path
    return (other.path, one.path) if begin else None


@dataclass(frozen=True, slots=True)
class Shift:
    """Bytes that one side has and the other has not."""

    source: Item | None
    target: Item | None
    offset: int
    """How many bytes the two have in common, arrays full."""
    when: str
    sure: bool
    """Whether it is certain that it can come to this."""
    within: str = ""
    """The subsection that it is in."""
    trail: tuple[Pair, ...] = ()
    """What comes before it."""


@dataclass(frozen=True, slots=True)
class Met:
    """A subsection that the writer may send, and what becomes of it."""

    item: WireSubsection
    known: WireSubsection | None
    """What the reader takes it for; None where it is refused, or read as data."""
    taken: bool
    """Whether the reader looks for subsections of such a name here."""
    end: End
    """Where the writer sends it."""
    offset: int


class _Shifted(Exception):
    """The rest cannot be compared; `sure` says that it is certain that bytes differ."""

    def __init__(self, *, sure: bool = True) -> None:
        self.sure = sure


class Walk:
    """The comparison of what a writer sends at a version with what a reader takes at it."""

    def __init__(
        self, writer: Body, reader: Body, version: int, facts: Assumed, names: Names
    ) -> None:
        self._names = names
        self._optional = 0
        self._ways = 0
        self._spent = 0
        self._offset = 0
        self.pairs: list[Pair] = []
        self._trail: list[Pair] = []
        """Those on this way."""
        self.shifts: list[Shift] = []
        self.met: list[Met] = []
        self.counted: list[tuple[Counted, Counted]] = []
        self.unmet: dict[str, tuple[WireSubsection, End]] = {}
        """Subsections of the reader, by name, where nothing was sent to them."""
        self.within = ""
        self._assumed: Assumed = ()
        self._way(cursor(plan(writer, version)), cursor(plan(reader, version)), facts)
        for item in self.met:
            if item.known is not None:
                self.unmet.pop(item.known.body.name, None)

    # -- ways ------------------------------------------------------------------------------------

    def _way(self, a: Cursor, b: Cursor, facts: Assumed) -> None:
        """All that follows, with what is assumed; a shift ends it."""
        self._ways += 1
        if self._ways > MOST_WAYS:
            raise TooMany
        around, self._assumed = self._assumed, facts
        try:
            self._go(a, b, facts)
        except _Shifted as shifted:
            when = described(facts[self._names.given :])
            can = possible(facts, self._names.ranges)
            if can != "no":
                sure = can == "yes" and shifted.sure
                at = self._offset, when, sure, self.within, tuple(self._trail)
                self.shifts.append(Shift(a.head, b.head, *at))
        finally:
            self._assumed = around

    def _go(self, a: Cursor, b: Cursor, facts: Assumed) -> None:
        while True:
            if isinstance(a.head, Guarded) or isinstance(b.head, Guarded):
                if self._same_guard(a, b):
                    continue
                self._fork(a, b, facts)
                return
            if self._dropped(a, writer=True) or self._dropped(b, writer=False):
                continue
            if isinstance(a.head, End) or isinstance(b.head, End):
                ends = taken(a), taken(b)
                if self._guards_differ(a, b):
                    self._fork(a, b, facts, ends)  # what lies behind an end may not be there
                    return
                self._ends(*ends)
                continue
            one, other = a.head, b.head
            if one is None and other is None:
                return
            if one is None or other is None:
                raise _Shifted
            if isinstance(one, Counted) or isinstance(other, Counted):
                self._count(a, b)
            elif isinstance(one, Block) or isinstance(other, Block):
                self._block(a, b)
            elif isinstance(one, Slot) or isinstance(other, Slot):
                self._slot(a, b)
            else:
                self._runs(a, b)

    def _guards_differ(self, a: Cursor, b: Cursor) -> bool:
        """Whether something conditional comes next, and not the same on both sides."""
        one, other = a.head, b.head
        if not (isinstance(one, Guarded) and isinstance(other, Guarded)):
            return isinstance(one, Guarded) or isinstance(other, Guarded)
        return not self._guard(one, writer=True).same(self._guard(other, writer=False))

    def _fork(
        self,
        a: Cursor,
        b: Cursor,
        facts: Assumed,
        ends: tuple[Sequence[End], Sequence[End]] = ((), ()),
    ) -> None:
        """Each combination of two conditions that can be; `ends` come before what they are of."""
        one, other, offset, trail = a.head, b.head, self._offset, self._trail
        firsts = self._choices(one, writer=True) if not a.done else [None]
        seconds = self._choices(other, writer=False) if not b.done else [None]
        for first in firsts:
            for second in seconds:
                assumed = (*facts, *filter(None, (first, second)))
                if possible(assumed, self._names.ranges) == "no":
                    continue
                way = a.copy(), b.copy()
                for it, chosen, item in zip(way, (first, second), (one, other), strict=True):
                    if chosen is not None:
                        assert isinstance(item, Guarded)
                        missing = self._may_miss(chosen[0], facts)
                        it.put([optional(part, missing) for part in item.items if chosen[1]])
                for it, before in zip(way, ends, strict=True):
                    it.items += reversed(before)
                self._offset, self._trail = offset, [*trail]
                self._way(*way, assumed)

    def _choices(self, item: Item | None, *, writer: bool) -> list[tuple[Guard, bool] | None]:
        if not isinstance(item, Guarded):
            return [None]
        made = self._guard(item, writer=writer)
        return [(made, True), (made, False)]

    def _guard(self, item: Guarded, *, writer: bool) -> Guard:
        resolve = self._names.of_writer if writer else self._names.of_reader
        return guard(item.condition, item.scope, resolve)

    def _same_guard(self, a: Cursor, b: Cursor) -> bool:
        """Whether the same is there under the same condition on both sides."""
        one, other = a.head, b.head
        if not (isinstance(one, Guarded) and isinstance(other, Guarded)) or a.done or b.done:
            return False
        made = self._guard(one, writer=True)
        if not made.same(self._guard(other, writer=False)):
            return False
        missing = self._may_miss(made, self._assumed)
        when = ((made, True),)
        if possible((*self._assumed, *when), self._names.ranges) == "no":
            a.pop()
            b.pop()
            return True
        return self._unit(a, b, one.items, other.items, optional=missing, when=when)

    def _may_miss(self, made: Guard, facts: Assumed) -> bool:
        """Whether a condition may be false."""
        return possible((*facts, (made, False)), self._names.ranges) != "no"

    # -- items -----------------------------------------------------------------------------------

    def _unit(
        self,
        a: Cursor,
        b: Cursor,
        ones: Sequence[Item],
        others: Sequence[Item],
        *,
        optional: bool,
        times: int = 1,
        when: Assumed = (),
    ) -> bool:
        """Take the next item of both, if all in it agrees; leave everything as it was if not."""
        before = len(self.shifts), len(self.pairs), len(self.met), self._offset
        trail = [*self._trail]
        self._optional += optional
        self._way(cursor(ones), cursor(others), (*self._assumed, *when))
        self._optional -= optional
        if len(self.shifts) > before[0]:
            del self.shifts[before[0] :], self.pairs[before[1] :], self.met[before[2] :]
            self._offset, self._trail = before[3], trail
            return False
        self._offset = before[3] + (self._offset - before[3]) * times
        a.pop()
        b.pop()
        return True

    def _count(self, a: Cursor, b: Cursor) -> None:
        one, other = a.head, b.head
        if not (isinstance(one, Counted) and isinstance(other, Counted)) or a.done or b.done:
            raise _Shifted
        by = self._names.count(one, writer=True), self._names.count(other, writer=False)
        if by[0] != by[1] or (one.times, one.per) != (other.times, other.per):
            raise _Shifted
        if not self._unit(a, b, one.items, other.items, optional=True, times=one.most):
            raise _Shifted
        self.counted.append((one, other))

    def _slot(self, a: Cursor, b: Cursor) -> None:
        """An element that may be a null pointer: the same ones have to be, whoever decides it."""
        one, other = a.head, b.head
        slots = [it for it in (one, other) if isinstance(it, Slot)]
        if len(slots) == 1:
            raise _Shifted(sure=any(slots[0].nulls))
        assert isinstance(one, Slot) and isinstance(other, Slot)
        differ = one.nulls[: len(other.nulls)] != other.nulls[: len(one.nulls)]
        if differ or one.key != other.key:
            raise _Shifted(sure=differ)
        if not self._unit(a, b, one.items, other.items, optional=True):
            raise _Shifted

    def _dropped(self, it: Cursor, *, writer: bool) -> bool:
        """Whether the next item is an array that never has an element, which is taken."""
        item = it.head
        if not isinstance(item, Counted) or it.done:
            return False
        atoms = (Atom(self._names.count(item, writer=writer)),)
        some = Guard("", Compare(">", Name("0"), Number(0)), atoms)
        room = item.most * item.per // item.times
        fits = Guard("", Compare("<=", Name("0"), Number(room)), atoms)
        sent = ((fits, True),) if writer else ()  # no side sends more
        assumed = (*self._assumed, (some, True), *sent)
        if possible(assumed, self._names.ranges) != "no":
            return False
        it.pop()
        return True

    def _block(self, a: Cursor, b: Cursor) -> None:
        one, other = a.head, b.head
        same = isinstance(one, Block) and isinstance(other, Block) and one.count == other.count
        if same and self._block_as_one(a, b):
            return
        for it in (a, b):
            head = it.head
            if isinstance(head, Block) and not it.done:
                self._spent += head.count * len(head.items)
                if self._spent > MOST_ELEMENTS:
                    raise TooMany
                it.put([*copies(head)])

    def _block_as_one(self, a: Cursor, b: Cursor) -> bool:
        one, other = a.head, b.head
        assert isinstance(one, Block) and isinstance(other, Block)
        return self._unit(a, b, one.items, other.items, optional=False, times=one.count)

    def _runs(self, a: Cursor, b: Cursor) -> None:
        one, other = a.head, b.head
        assert isinstance(one, Run) and isinstance(other, Run)
        left, right = one.size - a.done, other.size - b.done
        if not (one.skipped or other.skipped):
            aligned = not (a.done % one.width or b.done % other.width)
            if one.width != other.width or not aligned:
                left = one.width - a.done % one.width
                right = other.width - b.done % other.width
        size = min(left, right)
        missing = self._optional > 0 or one.optional
        pair = Pair(one, a.done, other, b.done, size, missing, self._offset)
        self.pairs.append(pair)
        self._trail.append(pair)
        self._names.aligned.update(filter(None, [begun(pair)]))
        self._offset += size
        a.advance(size)
        b.advance(size)

    # -- subsections -----------------------------------------------------------------------------

    def _ends(self, ours: Sequence[End], theirs: Sequence[End]) -> None:
        """The ends of descriptions that lie at this byte on each side."""
        for end in theirs:
            for item in end.body.subsections:
                self.unmet.setdefault(item.body.name, (item, end))
        at = 0
        for end in ours:
            for item in end.body.subsections:
                at = self._subsection(item, end, theirs, at)

    def _subsection(self, item: WireSubsection, end: End, theirs: Sequence[End], at: int) -> int:
        """One that the writer may send, and which of the reader's descriptions looks for it."""
        name = item.body.name
        for index in range(at, len(theirs)):
            own = theirs[index].body.name
            if not name.startswith(own) or len(name) <= len(own):
                continue
            known = next(
                (it for it in theirs[index].body.subsections if it.body.name == name), None
            )
            self.met.append(Met(item, known, True, end, self._offset))
            if known is not None:
                self._inside(item, known, end.scope, theirs[index].scope)
            return index
        self.met.append(Met(item, None, False, end, self._offset))
        return at

    def _inside(self, item: WireSubsection, known: WireSubsection, scope: str, to: str) -> None:
        version = item.body.version_id
        if not known.body.minimum_version_id <= version <= known.body.version_id:
            return
        offset, within, trail = self._offset, self.within, self._trail
        self._offset, self.within, self._trail = 0, item.body.name, []
        sent = item.expression
        made = () if sent is None else ((guard(sent, scope, self._names.of_writer), True),)
        missing = item.condition != "always"
        if made:
            missing = self._may_miss(made[0][0], self._assumed)
            if possible((*self._assumed, *made), self._names.ranges) == "no":
                self._offset, self.within, self._trail = offset, within, trail
                return
        self._optional += missing
        plans = plan(item.body, version, scope), plan(known.body, version, to)
        self._way(cursor(plans[0]), cursor(plans[1]), (*self._assumed, *made))
        self._optional -= missing
        self._offset, self.within, self._trail = offset, within, trail
