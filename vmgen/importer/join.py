# SPDX-License-Identifier: GPL-2.0-or-later
"""Several sources of one device: each says what it knows, and where two contradict both are named.

What has types comes first (C, or a stream), what has gates after it (a dump).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from vmgen.importer.found import (
    Bytes,
    Collection,
    Count,
    Description,
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
from vmgen.layout import bare


class Joining:
    """Joins descriptions; `gaps` are the contradictions.

    With `seen` nothing is added that the first source does not show: a dump alone knows no types.
    """

    def __init__(self, *, seen: bool = False) -> None:
        self.gaps: list[Gap] = []
        self.left_out: list[Spot] = []
        """What only the second source has, and was not taken."""
        self._seen = seen

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
            text = f"`{field.name}` is at {field.at}, and not in `{second.name}` at {second.at}"
            self.gaps.append(Gap("VM651", text, "", field.at))
            yield field

    def _more(self, fields: Sequence[Field]) -> Iterator[Field]:
        for field in fields:
            if self._seen or (field.test is not None and isinstance(field.what, Memory)):
                self.left_out.append(field.at)
            if not self._seen:
                yield field

    def _field(self, first: Field, second: Field) -> Field:
        since = max(first.since, second.since) if second.test is None else 0
        optional = first.optional
        if second.since and not second.test:
            optional = ""  # its version says when it is there
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
                return replace(what, description=self.joined(one, other))
            case Unknown() | Memory(), other if not isinstance(other, Memory | Unknown):
                return other
            case Bytes(None) as what, Bytes(int(size)) if size:
                return replace(what, size=size)
            case Value(own=None, kept=str(kept)) as what, Value(own=int(own)) if kept:
                return replace(what, own=own)
            case Collection(entry=None) as what, Collection(entry=Description() as entry):
                return replace(what, entry=entry)
            case Value(one), Value(other) if one != other:
                self._differ(first, second, f"{one}", f"{other}")
            case one, other if _sort(one) != _sort(other):
                self._differ(first, second, _sort(one), _sort(other))
        return first.what

    def _differ(self, first: Field, second: Field, one: str, other: str) -> None:
        text = f"`{first.name}` is {one} at {first.at}, and {other} at {second.at}"
        self.gaps.append(Gap("VM652", text, "", first.at))

    # -- subsections -------------------------------------------------------------------------------

    def _subsections(
        self, first: Sequence[Subsection], second: Sequence[Subsection]
    ) -> Iterator[Subsection]:
        """In the order of the second, which has all of them; then what only the first has."""
        mine = {item.description.name: item for item in first}
        for item in second:
            own = mine.pop(item.description.name, None)
            if own is not None:
                made = self.joined(own.description, item.description)
                yield replace(own, description=made, needed=own.needed or item.needed)
            elif self._seen:
                self.left_out.append(item.description.at)
            else:
                yield item
        for item in mine.values():
            text = f"the subsection `{item.description.name}` is at {item.description.at} alone"
            if second:
                self.gaps.append(Gap("VM651", text, "", item.description.at))
            yield item


def _sort(what: What) -> str:
    """In words what two sources can disagree about; empty for what is not known."""
    match what:
        case Memory() | Unknown():
            return ""
        case Skipped():
            return "padding"
        case Inside():
            return "a struct"
    return ""


def _oldest(first: Description, second: Description) -> int | None:
    """The older of two: what a stream has shown does load."""
    found = [first.minimum_version_id, second.minimum_version_id]
    known = [it for it in found if it is not None]
    return min(known) if known else None
