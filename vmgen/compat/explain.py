# SPDX-License-Identifier: GPL-2.0-or-later
"""Where two layouts part, in the words of who changed one into the other.

Both are gone through field by field, old beside new, until something is not there, or is something
else, on one side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vmgen.compat.names import Names
from vmgen.compat.plan import Block, Counted, End, Guarded, Item, Run, Slot
from vmgen.layout import Body, Nested, Number, WireField
from vmgen.layout.body import count_text
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A field as the comparison sees it."""

    run: Run
    size: int
    """Bytes, all arrays full."""
    guard: str = ""
    counted: str = ""
    copies: tuple[int, ...] = ()
    """The lengths of the arrays of structs that it is in."""
    pointers: Slot | None = None
    """What says whether it is a null pointer."""

    @property
    def shown(self) -> str:
        """For a message."""
        if self.run.skipped:
            return f"{self.size} unused bytes"
        element, count = self.run.field.element, self.run.field.count
        what = element.encoding if isinstance(element, Number) else "timer"
        return f"`{self.run.path}` ({what}{'' if count is None else f'[{count}]'})"


@dataclass(frozen=True, slots=True)
class Parting:
    """The first difference: the rule that explains it, the field, and what is wrong."""

    rule: str
    path: str
    message: str


def pieces(items: Sequence[Item]) -> list[Piece]:
    """The fields of a plan in order."""
    return list(_pieces(items, _Around()))


@dataclass(frozen=True, slots=True)
class _Around:
    """What a field is in."""

    guard: str = ""
    counted: str = ""
    copies: tuple[int, ...] = ()
    pointers: Slot | None = None


def _pieces(items: Sequence[Item], around: _Around) -> Iterator[Piece]:
    for item in items:
        if isinstance(item, Run):
            told = around.guard, around.counted, around.copies, around.pointers
            yield Piece(item, item.size, *told)
        elif not isinstance(item, End):
            yield from _pieces(item.items, _inside(item, around))


def _inside(item: Block | Guarded | Counted | Slot, around: _Around) -> _Around:
    match item:
        case Block():
            return replace(around, copies=(*around.copies, item.count))
        case Guarded():
            return replace(around, guard=item.condition.text)
        case Slot():
            return replace(around, pointers=item)
    by = count_text(item.key, item.times, item.per)
    return replace(around, counted=by, copies=(*around.copies, item.most))


class Explain:
    """Finds the first difference of an old and a new plan. `names` has the old side as writer."""

    def __init__(
        self, old: Sequence[Item], new: Sequence[Item], names: Names, bodies: Bodies
    ) -> None:
        self._old, self._new = pieces(old), pieces(new)
        self._names = names
        self._bodies = bodies
        self._there = {it.run.path for it in self._old}, {it.run.path for it in self._new}

    def parting(self) -> Parting | None:
        """The first difference, None if there is none that a name tells."""
        olds, news = list(reversed(self._old)), list(reversed(self._new))
        while olds and news:
            old, new = olds[-1], news[-1]
            if old.run.skipped or new.run.skipped:
                found = self._unused(olds, news)
            else:
                found = self._fields(old, new)
                olds.pop()
                news.pop()
            if found is not None:
                return found
        if news:
            return self._added(news[-1])
        return self._removed(olds[-1]) if olds else None

    def _unused(self, olds: list[Piece], news: list[Piece]) -> Parting | None:
        """What one side does not use, beside what the other has there."""
        old, new = olds.pop(), news.pop()
        if old.run.skipped and new.run.skipped:
            if old.size == new.size and old.counted == new.counted:
                return None
            behind = (
                olds[-1].run.skipped if olds else False,
                news[-1].run.skipped if news else False,
            )
            if not any(behind) and self._goes_on(olds, news):
                message = f"there are {new.size} unused bytes, and were {old.size}"
                return Parting("UNUSED_SAME_WIDTH", "", message)
        elif old.run.skipped and self._in_old(new):
            message = f"{new.shown} is where {old.shown} were"
            return Parting("UNUSED_SAME_WIDTH", new.run.path, message)
        elif new.run.skipped and self._in_new(old) and old.size != new.size:
            return Parting("FIELD_ADDED_UNGATED", "", f"{new.shown} are new")
        return self._rest(old, new, olds, news)

    def _rest(self, old: Piece, new: Piece, olds: list[Piece], news: list[Piece]) -> Parting | None:
        """What is left of the longer of two."""
        size = min(old.size, new.size)
        for piece, rest in ((old, olds), (new, news)):
            if piece.size > size and not piece.run.skipped:
                message = f"{new.shown} is where {old.shown} was"
                rule = "UNUSED_SAME_WIDTH" if old.run.skipped else "FIELD_NOT_REMOVED"
                return Parting(rule, piece.run.path, message)
            if piece.size > size:
                left = piece.size - size
                rest.append(Piece(piece.run, left, piece.guard, piece.counted))
        return None

    def _goes_on(self, olds: list[Piece], news: list[Piece]) -> bool:
        """Whether the same thing, or the end, comes next on both sides."""
        if not (olds and news):
            return not (olds or news)
        return self._twin_of(olds[-1]) == news[-1].run.path

    def _fields(self, old: Piece, new: Piece) -> Parting | None:
        if self._twin_of(old) == new.run.path:
            return self._same(old, new)
        known = self._in_new(old), self._in_old(new)
        if known == (True, False):
            return self._added(new)
        if known == (False, True):
            return self._removed(old)
        if known == (True, True):
            message = f"{new.shown} is where {old.shown} was"
            return Parting("FIELD_SAME_ORDER", new.run.path, message)
        return self._same(old, new)

    def _same(self, old: Piece, new: Piece) -> Parting | None:
        """What a field had and has."""
        path, was, now = new.run.path, old.run.field, new.run.field
        if self._told(old, old.guard) != new.guard:
            then, here = _if(old.guard), _if(new.guard)
            message = f"`{path}` is there {here}, and was {then}"
            return Parting("FIELD_PREDICATE_SAME", path, message)
        if old.run.width != new.run.width:
            message = f"{new.shown} was {old.shown}"
            rule = "COUNT_WIDTH_SAME" if self._counts(old, new) else "FIELD_SAME_WIDTH"
            return Parting(rule, path, message)
        if _pointers(old) != _pointers(new):
            message = f"`{path}` has {_nulls(new.pointers)}, and had {_nulls(old.pointers)}"
            return Parting("POINTER_NULLNESS_SAME", path, message)
        if bool(old.counted) != bool(new.counted):
            message = f"`{path}` is counted {_by(new.counted)}, and was {_by(old.counted)}"
            return Parting("COUNT_KIND_SAME", path, message)
        if self._told(old, old.counted) != new.counted:
            message = f"`{path}` is counted {_by(new.counted)}, and was {_by(old.counted)}"
            return Parting("COUNT_FIELD_SAME", path, message)
        if old.counted:
            return None
        if (old.run.count, old.copies) != (new.run.count, new.copies):
            many = [(*it.copies, it.run.count) for it in (old, new)]
            message = f"`{path}` has {_many(many[1])} elements, and had {_many(many[0])}"
            bitmap = was.in_memory == now.in_memory == 0
            return Parting("BITMAP_SAME_WORDS" if bitmap else "ARRAY_SAME_COUNT", path, message)
        return None

    def _told(self, old: Piece, text: str) -> str:
        """A condition or count in the names of the new side."""

        def there(name: re.Match[str]) -> str:
            twin = self._names.twin(f"{old.run.scope}{name[0]}", of_reader=False)
            return twin.removeprefix(old.run.scope) or name[0]

        return re.sub(r"[A-Za-z_][\w.]*", there, text)

    def _counts(self, old: Piece, new: Piece) -> bool:
        keys = {it.counted.partition(" ")[0] for it in (*self._old, *self._new) if it.counted}
        return old.run.field.key in keys or new.run.field.key in keys

    def _added(self, new: Piece) -> Parting:
        path, field = new.run.path, new.run.field
        twin = "" if new.run.skipped else self._names.twin(path, of_reader=True)
        if twin and self._names.writer.runs[twin][1]:
            message = f"{new.shown} was in subsection `{self._names.writer.runs[twin][1]}`"
            return Parting("FIELD_TO_SUBSECTION", path, message)
        if twin:
            return self._gate(path, self._names.writer.runs[twin][0], field)
        if self._bodies.bumped(new.run.scope):
            message = f"{new.shown} is new, in a struct that the section's version does not reach"
            return Parting("NESTED_LAYOUT_SAME", path, message)
        word = "are" if new.run.skipped else "is"
        return Parting("FIELD_ADDED_UNGATED", path, f"{new.shown} {word} new")

    def _removed(self, old: Piece) -> Parting:
        path = old.run.path
        twin = "" if old.run.skipped else self._names.twin(path, of_reader=False)
        if twin and self._names.reader.runs[twin][1]:
            message = f"{old.shown} is in subsection `{self._names.reader.runs[twin][1]}` now"
            return Parting("FIELD_TO_SUBSECTION", twin, message)
        if twin:
            return self._gate(twin, old.run.field, self._names.reader.runs[twin][0])
        if self._bodies.bumped(old.run.scope):
            message = f"{old.shown} is gone from a struct that the section's version does not reach"
            return Parting("NESTED_LAYOUT_SAME", path, message)
        word = "are" if old.run.skipped else "is"
        rule = "UNUSED_SAME_WIDTH" if old.run.skipped else "FIELD_NOT_REMOVED"
        return Parting(rule, path, f"{old.shown} {word} gone")

    def _gate(self, path: str, was: WireField, now: WireField) -> Parting:
        rule = "FIELD_GATE_LOWERED" if now.since < was.since else "FIELD_GATE_SAME"
        message = f"`{path}` is there in versions {_versions(now)}, and was in {_versions(was)}"
        return Parting(rule, path, message)

    def _twin_of(self, old: Piece) -> str:
        return self._names.twin(old.run.path, of_reader=False) if old.run.path else ""

    def _in_new(self, old: Piece) -> bool:
        """Whether the new list has it, at this version."""
        return self._twin_of(old) in self._there[1]

    def _in_old(self, new: Piece) -> bool:
        twin = self._names.twin(new.run.path, of_reader=True) if new.run.path else ""
        return bool(twin) and twin in self._there[0]


class Bodies:
    """The two layouts, for what fields do not tell."""

    def __init__(self, old: Body, new: Body) -> None:
        self._versions = dict(_nested(old, "")), dict(_nested(new, ""))

    def bumped(self, scope: str) -> bool:
        """Whether the struct at a path has another version of its own."""
        versions = [it.get(scope) for it in self._versions]
        return None not in versions and versions[0] != versions[1]


def _nested(body: Body, scope: str) -> Iterator[tuple[str, int]]:
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            inner, path = field.element.inner, f"{scope}{field.key}."
            if not field.element.held.versioned:
                yield path, inner.version_id
            yield from _nested(inner, path)


def _versions(field: WireField) -> str:
    return f"{field.since}.." if field.until is None else f"{field.since}..={field.until}"


def _if(guard: str) -> str:
    return f"if `{guard}`" if guard else "always"


def _pointers(piece: Piece) -> tuple[object, ...]:
    slot = piece.pointers
    return () if slot is None else (slot.key, slot.nulls)


def _nulls(slot: Slot | None) -> str:
    if slot is None:
        return "no null pointers"
    there = "".join("01"[not null] for null in slot.nulls)
    return f"null pointers by `{slot.key}` ({there})" if there else f"them by `{slot.key}`"


def _by(counted: str) -> str:
    return f"by `{counted}`" if counted else "by nothing"


def _many(lengths: Sequence[int]) -> str:
    return " x ".join(str(it) for it in lengths if it != 1) or "1"
