# SPDX-License-Identifier: GPL-2.0-or-later
"""Several sources of one device: each says what it knows, and where two contradict both are named.

What has types comes first (C, or a stream), what has gates after it (a dump).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from vmgen.importer.found import (
    BitSet,
    Bytes,
    Check,
    Collection,
    Count,
    Description,
    Expiry,
    Field,
    Gap,
    Inside,
    Memory,
    Skipped,
    Spot,
    Subsection,
    Unknown,
    Value,
    What,
)
from vmgen.importer.shapes import NULLS, merged
from vmgen.layout import bare


class Joining:
    """Joins descriptions; `gaps` are the contradictions.

    With `seen` nothing is added that the first source does not show: a dump alone knows no types.
    With `sent` the second source has only what some machines have sent.
    """

    def __init__(self, *, seen: bool = False, sent: bool = False) -> None:
        self.gaps: list[Gap] = []
        self.left_out: list[Spot] = []
        """What only the second source has, and was not taken."""
        self._seen = seen
        self._sent = sent

    def joined(self, first: Description, second: Description) -> Description:
        """What both say."""
        fields = tuple(self._fields(first, second))
        return replace(
            first,
            fields=fields,
            subsections=tuple(self._subsections(first.subsections, second.subsections)),
            version_id=self._version(first, second),
            minimum_version_id=_oldest(first, second),
            hooks=first.hooks or second.hooks,
            priority=first.priority or second.priority,
            unmigratable=first.unmigratable or second.unmigratable,
            early_setup=first.early_setup or second.early_setup,
            doc=first.doc or second.doc,
            symbol=first.symbol or second.symbol,
            state=first.state or second.state,
        )

    def _version(self, first: Description, second: Description) -> int | None:
        """The newer of two; a stream has that of the machine that sent it."""
        known = [it for it in (first.version_id, second.version_id) if it is not None]
        return max(known) if known else None

    # -- fields ------------------------------------------------------------------------------------

    def _fields(self, first: Description, second: Description) -> Iterator[Field]:
        one, other = list(first.fields), list(second.fields)
        names = [bare(item.name) for item in one], [bare(item.name) for item in other]
        matcher = SequenceMatcher(None, *names, autojunk=False)
        for tag, start, end, begin, stop in matcher.get_opcodes():
            if tag == "equal":
                pairs = zip(one[start:end], other[begin:stop], strict=True)
                yield from (self._field(mine, theirs) for mine, theirs in pairs)
                continue
            yield from self._unmatched(one[start:end], second)
            yield from self._more(other[begin:stop])

    def _unmatched(self, fields: Sequence[Field], second: Description) -> Iterator[Field]:
        for field in fields:
            if not (self._sent and _may_miss(field, second.version_id)):
                text = f"`{field.name}` is at {field.at}, and not in `{second.name}` at {second.at}"
                self.gaps.append(Gap("VM651", text, "", field.at))
            yield field

    def _more(self, fields: Sequence[Field]) -> Iterator[Field]:
        for field in fields:
            if self._seen:
                self.left_out.append(field.at)
            else:
                yield field

    def _field(self, first: Field, second: Field) -> Field:
        since, optional = first.since, first.optional
        if second.test is None:  # else nobody looks at its version
            since = max(since, second.since)
            optional = "" if second.since else optional  # its version says when it is there
        if isinstance(first.what, Unknown):
            optional = optional or second.optional
        return replace(
            first,
            what=self._what(first, second),
            count=self._count(first, second),
            since=since,
            until=first.until,
            test=first.test or (second.test if second.test and second.test.name else None),
            optional=optional,
            doc=first.doc or second.doc,
            gaps=(*first.gaps, *second.gaps),
        )

    def _count(self, first: Field, second: Field) -> Count | None:
        """How many: what the first says, filled from the second where it does not know."""
        one, other = first.count, second.count
        if one is None and isinstance(first.what, Unknown | Memory):
            return other
        if one is None or other is None:
            return one
        if one.most is None:  # none at all is what a machine has today, not what there may be
            return replace(one, most=other.most or None)
        if one.member and not other.member and other.varies:
            return replace(one, most=max(one.most, other.most or 0))
        return one

    def _what(self, first: Field, second: Field) -> What:
        match first.what, second.what:
            case Inside(one) as what, Inside(other):
                self._compare(first, second)
                return replace(what, description=self.joined(one, other))
            case Collection() as what, Collection() as other:
                self._compare(first, second)
                return self._collection(what, other)
            case Collection(entry=Description() as one) as what, Inside(other):
                return replace(what, entry=self.joined(one, other))  # so a dump shows a list
            case Collection() as what, Inside():
                return what
            case Unknown(), Bytes(None):  # which says no more, and not why
                pass
            case Unknown() | Memory(), other if not isinstance(other, Memory | Unknown):
                return other
            case Bytes(None) as what, Bytes(int(size)) if size:
                return replace(what, size=size)
            case BitSet(None), BitSet(int(bits)) if bits:
                return BitSet(bits)
            case Value(one), Value(other) if one != other:
                self._differ(first, second, f"{one}", f"{other}")
            case Value(own=None, kept=str(kept)) as what, Value(own=int(own)) if kept:
                return replace(what, own=own)
            case _:
                self._compare(first, second)
        return first.what

    def _collection(self, first: Collection, second: Collection) -> Collection:
        """A list or tree, of which one source may have shown no entry."""
        entry, key = first.entry or second.entry, first.key or second.key
        if first.entry is not None and second.entry is not None:
            entry = self.joined(first.entry, second.entry)
        if first.key is not None and second.key is not None:
            key = self.joined(first.key, second.key)
        return replace(first, entry=entry, key=key)

    def _compare(self, first: Field, second: Field) -> None:
        """Note where two sources say that something is another thing, or more of it."""
        one, other = _sort(first), _sort(second)
        if not one or not other:
            return
        if one == other:
            mine, theirs = _size(first), _size(second)
            if mine is None or theirs is None or mine == theirs or _untold(first, second):
                return
            unit = "elements" if one in _COUNTED else "bytes"
            one, other = f"{one}, {mine} {unit}", f"{other}, {theirs} {unit}"
        self._differ(first, second, one, other)

    def _differ(self, first: Field, second: Field, one: str, other: str) -> None:
        text = f"`{first.name}` is {one} at {first.at}, and {other} at {second.at}"
        self.gaps.append(Gap("VM652", text, "", first.at))

    # -- subsections -------------------------------------------------------------------------------

    def _subsections(
        self, first: Sequence[Subsection], second: Sequence[Subsection]
    ) -> Iterator[Subsection]:
        """In the order of the second, which has all of them, or of the first if those were sent."""
        mine = {item.description.name: item for item in first}
        theirs = {item.description.name: item for item in second}
        names = merged(list(mine), list(theirs)) if self._sent else list({**theirs, **mine})
        for own, item in ((mine.get(name), theirs.get(name)) for name in names):
            if own is not None and item is not None:
                made = self.joined(own.description, item.description)
                yield replace(own, description=made, needed=own.needed or item.needed)
            elif own is not None:
                if second and not self._sent:
                    at = own.description.at
                    text = f"the subsection `{own.description.name}` is at {at} alone"
                    self.gaps.append(Gap("VM651", text, "", at))
                yield own
            elif item is not None and self._seen:
                self.left_out.append(item.description.at)
            elif item is not None:
                yield item


def _may_miss(field: Field, version: int | None) -> bool:
    """Whether a section of this version may be without it."""
    counted = field.count is not None and bool(field.count.member or field.count.varies)
    until = field.until is not None and (version is None or field.until < version)
    gated = until or field.since > (version or 0)
    decided = field.test is not None or bool(field.condition or field.optional)
    return counted or gated or decided or isinstance(field.what, Check)


_COUNTED = ("a number", "a timer", "a struct")
"""Sorts of which elements are counted; of others bytes are."""


def _sort(field: Field) -> str:
    """In words what two sources can disagree about; empty for what is not known.

    Numbers of a byte each are bytes: no stream shows a difference.
    """
    match field.what:
        case Value(info=info) if info in NULLS:
            return ""
        case Value("u8") if field.count is not None:
            return "bytes"
        case Value():
            return "a number"
        case Expiry():
            return "a timer"
        case Bytes(info=""):
            return "bytes"
        case BitSet():
            return "a bitmap"
        case Skipped():
            return "padding"
        case Inside():
            return "a struct"
        case Collection(kind):
            return f"a {kind}"
    return ""


def _untold(first: Field, second: Field) -> bool:
    """Whether one may be an array that a member counts, which a dump does not say."""
    alone = (first.count is None) != (second.count is None)
    return alone and isinstance(first.what, Inside | Skipped)


def _size(field: Field) -> int | None:
    """How many elements or bytes there always are; None where that is not known."""
    what, count = field.what, field.count
    varies = count is not None and (count.member or count.varies or count.pointers)
    many = 1 if count is None else count.most
    if many is None or varies:
        return None
    match what:
        case Bytes(size):
            return None if size is None else many * size
        case BitSet(bits):
            return None if bits is None else many * 8 * -(-bits // 64)
        case Skipped(size):
            return many * size
    return many


def _oldest(first: Description, second: Description) -> int | None:
    """The older of two: what a stream has shown does load."""
    found = [first.minimum_version_id, second.minimum_version_id]
    known = [it for it in found if it is not None]
    return min(known) if known else None
