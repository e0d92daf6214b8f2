# SPDX-License-Identifier: GPL-2.0-or-later
"""Two layouts of one section: whether streams of the first still mean the same in the second.

Only bytes count, and which field they go to (vmstate-wire.md sections 5 to 11). So a new name alone
is no change, nor are other structs around the same fields, nor a field in place of padding. What is
gated away from the versions that both know is none either, nor what no longer loads at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vmgen.history.text import OR_NULL, type_name
from vmgen.layout import Body, Nested, Padding, WireField, WireSubsection
from vmgen.layout.body import count_text
from vmgen.values import dataclass

_ALIKE = {"bool": "u8", "timer": "i64"}
"""Types that have the bytes of another."""


@dataclass(frozen=True, slots=True)
class Occupant:
    """What is at a byte of a section, all arrays before it full: the field that begins there."""

    path: str
    """Empty for padding, and for the end."""
    what: str
    """Its type, or that it is padding or the end."""
    offset: int

    def __str__(self) -> str:
        return f"`{self.path}` ({self.what})" if self.path else self.what


@dataclass(frozen=True, slots=True)
class Change:
    """What of a section, or of a subsection, is no longer what it was at a version."""

    section: str
    version: int
    old: Occupant | None
    """What was there; None for a subsection that is new."""
    new: Occupant | None
    """What is there now; None for one that is gone."""
    subsection: str = ""
    """The subsection that is gone, new, or looked for elsewhere."""


@dataclass(slots=True)
class _Run:
    """Elements in a row, and how many bytes of them have been compared."""

    path: str
    kind: str
    what: str
    width: int
    size: int
    """Bytes to compare: of elements that another field counts, and of marks, one."""
    offset: int
    start: int
    """As `offset`, in bytes to compare: an array that another field counts may have any length."""
    done: int = 0

    @property
    def skipped(self) -> bool:
        """Whether it is padding."""
        return self.kind == "unused"

    @property
    def occupant(self) -> Occupant:
        """Where the comparison is."""
        return Occupant(self.path, self.what, self.offset + self.done // self.width * self.width)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A subsection, the path of what it belongs to, and the byte where it is looked for."""

    item: WireSubsection
    path: str
    offset: int
    start: int

    @property
    def occupant(self) -> Occupant:
        """The place of its header."""
        return Occupant("", "", self.offset)


class _Walk:
    """The runs of a section at a version, and where its subsections are looked for."""

    def __init__(self, section: Body, version: int, path: str) -> None:
        self.runs: list[_Run] = []
        self.looked: dict[str, _Looked] = {}
        self.end = 0
        self.length = 0
        """Of what there is to compare."""
        self._body(section, version, path)

    def _body(self, body: Body, version: int, path: str) -> None:
        self._fields(body.at(version), version, path)
        for item in body.subsections:
            looked = _Looked(item, path, self.end, self.length)
            self.looked.setdefault(item.body.name, looked)

    def _fields(self, fields: Iterable[WireField], version: int, path: str) -> None:
        begin, starts = self.length, dict[str, int]()
        for field in fields:
            starts[field.key] = self.length - begin
            # A count is known by its place: a new name for it changes nothing.
            count = starts.get(field.counted, "a property")
            by = count_text(f"{count}", field.times, field.per)
            counted = f" by {by}" if field.counted else ""
            counted += OR_NULL if field.present else ""
            if field.needed is not None:
                counted += f" if {_placed(field.needed.text, starts)}"
            place = f"{path}{field.key}" if field.key else ""
            if isinstance(field.element, Nested):
                self._struct(field, field.element.held, version, place, counted)
            elif isinstance(field.element, Padding):
                size = field.size
                what = f"{size} bytes of padding{_asked(field)}"
                if counted:
                    self._add(place, f"unused {size}{counted}", what)
                else:
                    self._add(place, "unused", what, 1, size)
                self.end += size
            else:
                self._numbers(field, place, counted)

    def _numbers(self, field: WireField, path: str, counted: str) -> None:
        type_ = type_name(field.element)
        kind = _ALIKE.get(type_, type_)
        what = (type_ if field.count is None else f"{type_}[{field.count}]") + _asked(field)
        if counted:
            # As many as another field says, or none: what is behind them has no fixed place.
            size = "" if field.counted or field.count is None else f"[{field.count}]"
            self._add(path, f"{kind}{size}{counted}", what)
        else:
            self._add(path, kind, what, field.element.size, field.size)
        self.end += field.size

    def _add(self, path: str, kind: str, what: str, width: int = 1, size: int = 1) -> None:
        self.runs.append(_Run(path, kind, what, width, size, self.end, self.length))
        self.length += size

    def _struct(
        self, field: WireField, held: Nested, version: int, path: str, counted: str
    ) -> None:
        if counted:
            self._add(path, f"structs{counted}", f"structs{_asked(field)}")
        start = self.end
        for _ in range(1 if field.count is None or field.counted else field.count):
            self._body(held.body, held.version(version), f"{path}.")
        if field.counted:
            self.end = start + (self.end - start) * (field.count or 1)
        if counted:
            self._add("", "end of structs", "the end of the structs")


def _asked(field: WireField) -> str:
    """That a field has null pointers, and its condition, for a message."""
    null = OR_NULL if field.present else ""
    return f"{null} if {field.needed.text}" if field.needed is not None else null


def _placed(text: str, starts: Mapping[str, int]) -> str:
    """A condition with places for names: a new name for a field changes nothing."""

    def place(name: re.Match[str]) -> str:
        key, dot, part = name[0].partition(".")
        return f"@{starts[key]}{dot}{part}" if key in starts else name[0]

    return re.sub(r"[A-Za-z_][\w.]*", place, text)


_Starts = dict[str, list[int]]


def changes(old: Body, new: Body) -> list[Change]:
    """What streams of `old` and `new` do not agree on, at the newest version that both know."""
    return list(_changes(old, new, ""))


def _changes(old: Body, new: Body, path: str) -> Iterator[Change]:
    low = max(old.minimum_version_id, new.minimum_version_id)
    high = min(old.version_id, new.version_id)
    for version in range(high, low - 1, -1):
        before, after = _Walk(old, version, path), _Walk(new, version, path)
        moved = _first(before, after)
        if moved is not None:
            yield Change(new.name, version, *moved)
            return
        if version == high:
            yield from _gone(before, after, new.name, version)
            if old.version_id == new.version_id:
                yield from _added(before, after, new.name, version)


def _gone(before: _Walk, after: _Walk, section: str, version: int) -> Iterator[Change]:
    """Subsections that are looked for nowhere or elsewhere now, and what changed in the others."""
    for name, there in before.looked.items():
        here = after.looked.get(name)
        if here is None:
            yield Change(section, version, there.occupant, None, name)
        elif here.start != there.start:
            yield Change(section, version, there.occupant, here.occupant, name)
        else:
            yield from _changes(there.item.body, here.item.body, here.path)


def _added(before: _Walk, after: _Walk, section: str, version: int) -> Iterator[Change]:
    """New subsections that always are sent: a QEMU of the same version refuses them."""
    for name, here in after.looked.items():
        if name not in before.looked and here.item.condition == "always":
            yield Change(section, version, None, here.occupant, name)


def _first(before: _Walk, after: _Walk) -> tuple[Occupant, Occupant] | None:
    """The first place where other bytes are, or the bytes of another field."""
    olds, news = iter(before.runs), iter(after.runs)
    starts = _starts(before.runs), _starts(after.runs)
    old, new = next(olds, None), next(news, None)
    while old is not None and new is not None:
        if not _agree(old, new, *starts):
            return old.occupant, new.occupant
        step = min(old.size - old.done, new.size - new.done)
        old.done += step
        new.done += step
        if old.done == old.size:
            old = next(olds, None)
        if new.done == new.size:
            new = next(news, None)
    if old is None and new is None:
        return None
    end = Occupant("", "the end", before.end), Occupant("", "the end", after.end)
    return old.occupant if old else end[0], new.occupant if new else end[1]


def _starts(runs: Sequence[_Run]) -> _Starts:
    """Where each field begins: one place, or one per element of an array of structs."""
    found: _Starts = {}
    for run in runs:
        found.setdefault(run.path, []).append(run.start)
    return found


def _agree(old: _Run, new: _Run, olds: _Starts, news: _Starts) -> bool:
    """Whether the bytes that come next go to the same field, by whatever name."""
    fixed = not (" " in old.kind or " " in new.kind)
    if fixed and (old.skipped or new.skipped):
        return True
    whole = old.done % old.width == new.done % new.width == 0
    if old.kind != new.kind or not whole:
        return False
    both = {old.path, new.path} & olds.keys() & news.keys()
    return old.path == new.path or all(olds[path] == news[path] for path in both)
