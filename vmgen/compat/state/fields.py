# SPDX-License-Identifier: GPL-2.0-or-later
"""The fields that a section has against those that the target reads, in order.

Names do not travel, but both sides tell them, so they show which field is which. Between fields of
the same name there may be others: those that were renamed have the same width; a struct may be
around the same fields; what the target reads and the state does not have, or the other way around,
puts all that follows out of step (compat-rules.md sections 4 to 7).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from vmgen.compat.state.found import STOPS, Found
from vmgen.compat.state.items import Own, Sent, base_name, own_items, sent_items
from vmgen.compat.state.order import (
    memory,
    next_same,
    opened_own,
    opened_sent,
    plain,
    same_widths,
    there,
)
from vmgen.compat.state.widths import UNUSED_NAME, misfit
from vmgen.layout import Body, Entries, Nested, header
from vmgen.layout.from_stream import written
from vmgen.values import dataclass

_DEEPEST = 4
"""Structs that are opened one after the other to find the same fields in them."""


@dataclass(frozen=True, slots=True)
class Around:
    """The description that is being read, of both sides."""

    sent: Body
    own: Body
    version: int
    """What the target reads it at."""
    path: str
    start: int
    """Of its first byte in the section."""

    @property
    def grown(self) -> bool:
        """Whether the target's is of a newer version than the one that was sent."""
        return self.own.version_id > self.sent.version_id

    def at(self, name: str) -> str:
        """A field's path in the section."""
        return f"{self.path}.{name}" if self.path else name


def compare(sent: Body, own: Body, version: int) -> list[Found]:
    """What the target makes of a section's body at a version, up to what stops it."""
    matching = Matching()
    matching.body(Around(sent, own, version, "", 0))
    return matching.found


class Matching:
    """One way through a section. It ends where the load does."""

    def __init__(self, opened: int = 0) -> None:
        self.found: list[Found] = []
        self._deep = opened
        """How many structs were opened on the way here."""
        self.stopped = False
        self._seen: set[tuple[Body, Body, int]] = set()

    def body(self, around: Around) -> None:
        """One description: its fields, then its subsections."""
        known = (around.sent, around.own, around.version)
        if known in self._seen:  # elements of an array are mostly alike
            return
        offset = around.start
        sent = sent_items(around.sent, offset)
        own = [item for item in own_items(around.own) if there(item, around.version)]
        self._align(sent, own, around)
        for item in sent:
            offset = item.offset + item.size
        for subsection in around.sent.subsections:
            if not self.stopped:
                self._subsection(subsection.body, around, offset)
                name, version = subsection.body.name, subsection.body.version_id
                offset += len(header(name, version)) + written(subsection.body)
        if not self.stopped:
            self._seen.add(known)

    # -- fields in order ---------------------------------------------------------------------------

    def _align(self, sent: list[Sent], own: list[Own], around: Around) -> None:
        """Field by field; those between two that are the same are looked at together."""
        places = defaultdict(list)
        for at, item in enumerate(own):
            for name in {item.name, item.base}:
                places[name].append(at)
        here = there = 0
        while not self.stopped and (here < len(sent) or there < len(own)):
            ahead, skip = next_same(sent, own, here, there, places)
            at = sent[here].offset if here < len(sent) else _end(sent, around)
            self._between(sent[here : here + ahead], own[there : there + skip], around, at)
            here, there = here + ahead, there + skip
            if here < len(sent) and there < len(own) and not self.stopped:
                self._pair(sent[here], own[there], around)
                here, there = here + 1, there + 1

    def _pair(self, sent: Sent, own: Own, around: Around) -> None:
        found = misfit(sent, own)
        if found is not None:
            self._note(found, around.at(sent.name), sent.offset + _agreed(found, sent, own))
            if self.stopped:
                return
        if not isinstance(own.field.element, Nested):
            return
        ours, offset = own.field.element.body, sent.offset
        for field in sent.fields:
            for body, version in _bodies(field.element, field.info, own):
                if not self.stopped:
                    self.body(Around(body, ours, version, around.at(sent.name), offset))
            offset += field.size

    def _between(self, sent: list[Sent], own: list[Own], around: Around, at: int) -> None:
        """Fields of both sides between two that are the same."""
        sent = [item for item in sent if item.size]
        if not sent:
            for item in own:
                if not self.stopped and not _replaced(item, around):
                    self._missing(item, around, at)
            return
        if not own:
            self._left(sent[0], around)
            return
        if self._renamed(sent, own, around, at) or self._opened(sent, own, around):
            return
        self._note(_other(sent, own), around.at(sent[0].name), sent[0].offset)

    def _renamed(self, sent: list[Sent], own: list[Own], around: Around, at: int) -> bool:
        """Whether all of these only have other names in the target, and then that is noted."""
        pairs = same_widths(sent, own)
        if pairs is None:
            return False
        matched = {id(item) for _, item in pairs}
        for item in own:
            if id(item) not in matched:
                self._missing(item, around, at)
        for one, other in pairs:
            if not self.stopped:
                self._note(_rename(one, other), around.at(one.name), None)
                self._pair(one, other, around)
        return True

    def _opened(self, sent: list[Sent], own: list[Own], around: Around) -> bool:
        """Whether they are the same with a struct around some, of either side."""
        if self._deep == _DEEPEST:
            return False
        ways = [(wider, own) for wider in opened_sent(sent)]
        ways += [(sent, wider) for wider in opened_own(own)]
        for theirs, ours in ways:
            if not {item.base for item in theirs} & {item.base for item in ours}:
                continue
            attempt = Matching(self._deep + 1)
            attempt._align(theirs, ours, around)
            if not attempt.stopped:
                text = "a struct around the same fields is on one side only"
                note = Found("ok", "NESTED_FLATTENED", text)
                self.found += [*attempt.found, replace(note, path=around.at(sent[0].name))]
                return True
        return False

    # -- what only one side has --------------------------------------------------------------------

    def _left(self, sent: Sent, around: Around) -> None:
        """Bytes of the state that the target does not read."""
        later = [it.field for it in own_items(around.own) if it.base == sent.base]
        if later and not there(Own("", later[0]), around.version):
            text = f"the target has it from version {later[0].since} on, and reads {around.version}"
            self._note(Found("shifted", "FIELD_GATE_SAME", text), around.at(sent.name), sent.offset)
            return
        text = "the target does not read it: its bytes go to what follows"
        self._note(Found("shifted", "FIELD_NOT_REMOVED", text), around.at(sent.name), sent.offset)

    def _missing(self, own: Own, around: Around, offset: int) -> None:
        """A field that the target may read, and the state does not have."""
        field, path = own.field, around.at(own.name)
        if own.maybe:
            text = "the state does not have it, and code of the target says whether it is read"
            decides = "what its `field_exists` says of this machine"
            self._note(_undecided("FIELD_PREDICATE_SAME", text, decides), path, None)
            return
        rule = "NESTED_LAYOUT_SAME" if field.since else "FIELD_ADDED_UNGATED"
        sure = field.since > around.sent.version_id or bool(field.count) or around.grown
        if sure and not (isinstance(field.element, Nested) and not field.count):
            versions = f"{around.sent.version_id}, the target {around.own.version_id}"
            text = f"the target reads it, and the state does not have it (version {versions})"
            self._note(Found("shifted", rule, text), path, offset)
            return
        text = (
            "the state does not have it: the target reads it, unless it is an array that is empty"
        )
        self._note(_undecided(rule, text, "how many elements the target has"), path, None)

    # -- subsections -------------------------------------------------------------------------------

    def _subsection(self, sent: Body, around: Around, offset: int) -> None:
        name, version = sent.name, sent.version_id & 0xFF
        path = f"{around.path}+{name}" if around.path else f"+{name}"
        if not name.startswith(around.own.name) or len(name) <= len(around.own.name):
            text = f"the target looks for names that begin with {around.own.name!r} there"
            self._note(Found("shifted", "NESTED_SAME_NAME", text), path, offset)
            return
        known = [it.body for it in around.own.subsections if it.body.name == name]
        if not known:
            text = f"the target does not know the subsection {name!r}"
            self._note(Found("refused", "SUBSECTION_ADDED", text), path, offset)
            return
        refused = too_new_or_old(known[0], version, "SUBSECTION_")
        if refused is not None:
            self._note(refused, path, offset)
            return
        start = offset + len(header(name, sent.version_id))
        self.body(Around(sent, known[0], version, path, start))

    def _note(self, found: Found, path: str, offset: int | None) -> None:
        at = offset if found.outcome in STOPS else None
        self.found.append(replace(found, path=path, offset=at))
        self.stopped = self.stopped or found.outcome in STOPS


def too_new_or_old(own: Body, version: int, kind: str = "") -> Found | None:
    """Whether the target refuses a version of what travels with one."""
    if version > own.version_id:
        text = f"version {version} is newer than the target's {own.version_id}"
        return Found("refused", f"{kind}VERSION_BUMP", text)
    if version < own.minimum_version_id:
        text = f"version {version} is older than {own.minimum_version_id}, the oldest it reads"
        return Found("refused", "SUBSECTION_MINIMUM_RAISED" if kind else "MINIMUM_NOT_RAISED", text)
    return None


def _end(sent: list[Sent], around: Around) -> int:
    return sent[-1].offset + sent[-1].size if sent else around.start


def _agreed(found: Found, sent: Sent, own: Own) -> int:
    """Bytes of a field that both sides read alike before what is wrong with it."""
    if found.rule != "ARRAY_SAME_COUNT" or sent.count is None or own.field.count is None:
        return 0
    return min(sent.count, own.field.count) * sent.first.element.size


def _bodies(element: object, info: str, own: Own) -> list[tuple[Body, int]]:
    """The descriptions in an element, and what the target reads them at."""
    nested = own.field.element
    assert isinstance(nested, Nested)
    if isinstance(element, Nested):
        if info == "tmp":
            return [(element.body, own.field.since)]
        version = element.body.version_id if info == "vstruct" else nested.body.version_id
        return [(element.body, version)]
    if isinstance(element, Entries):
        step = 2 if element.kind == "pairs" else 1  # key, value; a dump has the value only
        return [(body, own.field.since) for body in element.bodies[step - 1 :: step]]
    return []


def _replaced(own: Own, around: Around) -> bool:
    """Whether it is one of several of a name of which code chooses one, and another was sent."""
    same = [item for item in own_items(around.own) if item.base == own.base]
    sent = {base_name(field.name) for field in around.sent.fields}
    return own.maybe and len(same) > 1 and own.base != UNUSED_NAME and own.base in sent


def _rename(sent: Sent, own: Own) -> Found:
    if own.base == UNUSED_NAME:
        return Found("ok", "FIELD_REPLACED_BY_UNUSED", "the target drops it")
    if sent.base == UNUSED_NAME:
        return Found("defaults", "UNUSED_REUSED", f"the target reads zeros as {own.name}")
    return Found("ok", "FIELD_SAME_NAME", f"the target calls it {own.name}")


def _names(own: list[Own]) -> str:
    names = [item.name for item in own]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _other(sent: list[Sent], own: list[Own]) -> Found:
    """What becomes of fields between which nothing is the same."""
    length = sum(item.size for item in sent)
    if len(own) == 1 and own[0].base == UNUSED_NAME and memory(own[0]) == length:
        return Found("ok", "FIELD_REPLACED_BY_UNUSED", f"the target drops these {length} bytes")
    if len(sent) == len(own) == 1 and (found := misfit(sent[0], own[0])):
        return replace(found, message=f"{found.message}: {own[0].name}")
    text = f"the target has other fields there: {_names(own)}"
    if all(item.field.count is not None and plain(item) for item in own):
        total = sum(map(memory, own))
        if total != length:
            text = f"{text}, of {total} bytes, where the state has {length}"
            return Found("shifted", "FIELD_SAME_WIDTH", text)
    return _undecided("ARRAY_SPLIT", text, "a spec of the target's device")


def _undecided(rule: str, message: str, decides: str) -> Found:
    return Found("undecided", rule, message, decides=decides)
