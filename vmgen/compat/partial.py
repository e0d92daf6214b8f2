# SPDX-License-Identifier: GPL-2.0-or-later
"""Layouts of which only names, gates and sizes in memory are known, as a dump has them.

A dump has no types, no conditions and no counts that a field says (vmstate-wire.md section 14). So
what differs in it is told, and what is the same in it may differ all the same: never `ok`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from vmgen.compat.meaning import Change
from vmgen.layout import Body, Nested, WireField
from vmgen.layout.from_dump import from_dump
from vmgen.layout.to_dump import to_dump

BLIND = "a dump has no types of numbers, no conditions, and no counts that a field says"
"""Why a device is undecided whose dumps are the same."""

UNUSED = "unused"
"""What QEMU calls what is not used (vmstate-macros.md)."""

_SENT = "Look whether it is sent by the machine type that both sides run: its `needed` in C says."
_EXISTS = "Look in C whether both sides have the same test, with the same answer."
_SAME = "Look in C whether it is the same thing under another name."
_WIDTH = "Look in C how many bytes travel: a size in memory is that of a pointer, or of a struct."
_PLACE = "Look in C whether as many bytes travel in the same order."


def lowered(body: Body, type_name: str = "") -> Body:
    """What a dump would have of a layout."""
    return from_dump(json.loads(json.dumps(to_dump(body, type_name or body.name))))


class PartialLoading:
    """The sections of a writer in a reader, both as dumps have them."""

    def __init__(self, writer: Body, reader: Body, version: int, *, forward: bool) -> None:
        self.writer, self.reader, self.version, self.forward = writer, reader, version, forward

    def changes(self) -> Iterator[Change]:
        """What becomes of the fields and subsections."""
        if self.writer.stub != self.reader.stub:
            message = "a machine with the device cannot be saved on one side"
            yield Change("SECTION_UNMIGRATABLE_SAME", "refused", "", message)
            return
        yield from self._body(self.writer, self.reader, self.version, self.version, "")

    def _body(self, one: Body, other: Body, version: int, to: int, path: str) -> Iterator[Change]:
        sent, taken = list(one.at(version)), list(other.at(to))
        names = [field.name for field in sent], [field.name for field in taken]
        matcher = SequenceMatcher(None, *names, autojunk=False)
        for word, a, b, c, d in matcher.get_opcodes():
            if word == "equal":
                for pair in zip(sent[a:b], taken[c:d], strict=True):
                    yield from self._field(*pair, path)
            else:
                yield from self._parted(sent[a:b], taken[c:d], names, path, one, other)
        yield from self._subsections(one, other, path)

    # -- fields ----------------------------------------------------------------------------------

    def _field(self, one: WireField, other: WireField, path: str) -> Iterator[Change]:
        """A field of one name."""
        place = f"{path}{other.name}"
        if one.tested != other.tested:
            message = f"`{place}` is there only if a test says so, on one side"
            yield Change("FIELD_PREDICATE_SAME", "undecided", place, message, decides=_EXISTS)
            return
        if isinstance(one.element, Nested) and isinstance(other.element, Nested):
            here, there = one.element.body, other.element.body
            versions = here.version_id, there.version_id
            found = list(self._body(here, there, *versions, f"{place}."))
            yield from self._nested(found, versions, place)
        elif isinstance(one.element, Nested) or isinstance(other.element, Nested):
            message = f"`{place}` is a struct on one side only"
            yield Change("NESTED_FLATTENED", "undecided", place, message, decides=_PLACE)
        else:
            yield from self._size(one, other, place)
        if one.count != other.count:
            yield self._counts(one, other, place)

    @staticmethod
    def _nested(found: list[Change], versions: tuple[int, int], place: str) -> Iterator[Change]:
        added = ("FIELD_ADDED_UNGATED", "FIELD_NOT_REMOVED")
        for change in found:
            if change.rule in added and versions[0] != versions[1]:
                yield Change("NESTED_LAYOUT_SAME", change.outcome, change.path, change.message)
            else:
                yield change
        if versions[0] != versions[1] and not found:
            message = (
                f"the struct `{place}` has version {versions[1]} there, and {versions[0]} here"
            )
            yield Change("NESTED_VERSION_SAME", "ok", place, message)

    @staticmethod
    def _size(one: WireField, other: WireField, place: str) -> Iterator[Change]:
        sizes = one.element.memory, other.element.memory
        if sizes[0] == sizes[1]:
            return
        message = f"`{place}` has {sizes[1]} bytes there, and {sizes[0]} here"
        if one.name == UNUSED:
            yield Change("UNUSED_SAME_WIDTH", "shifted", place, message)
        elif max(sizes) <= 4:
            yield Change("FIELD_SAME_WIDTH", "shifted", place, message)
        else:
            yield Change("FIELD_SAME_WIDTH", "undecided", place, message, decides=_WIDTH)

    @staticmethod
    def _counts(one: WireField, other: WireField, place: str) -> Change:
        if one.count is None or other.count is None:
            message = f"`{place}` has a fixed number of elements on one side only"
            return Change("COUNT_KIND_SAME", "undecided", place, message, decides=_PLACE)
        message = f"`{place}` has {other.count} elements there, and {one.count} here"
        return Change("ARRAY_SAME_COUNT", "shifted", place, message)

    def _parted(
        self,
        sent: Sequence[WireField],
        taken: Sequence[WireField],
        names: tuple[list[str], list[str]],
        path: str,
        one: Body,
        other: Body,
    ) -> Iterator[Change]:
        """Fields that are not called the same."""
        first = (taken or sent)[0]
        place = f"{path}{first.name}"
        if all(_nothing(field) for field in (*sent, *taken)):
            return
        tested = [field for field in (*sent, *taken) if field.tested]
        moved = [it.name for it in sent if it.name in names[1]]
        moved += [it.name for it in taken if it.name in names[0]]
        moved = [name for name in moved if name != UNUSED]
        if tested:
            message = f"`{place}` is there only if a test says so, and has another place or name"
            yield Change("FIELD_PREDICATE_SAME", "undecided", place, message, decides=_EXISTS)
        elif sent and taken and _extent(sent) == _extent(taken):
            yield from self._renamed(sent, taken, path)
        elif moved:
            message = f"`{path}{moved[0]}` has another place there"
            outcome = "wrong" if self._as_long(one, other) else "shifted"
            yield Change("FIELD_SAME_ORDER", outcome, f"{path}{moved[0]}", message)  # type: ignore[arg-type]
        elif not sent or not taken:
            yield self._one_side(first, place, added=bool(taken) == self.forward, there=bool(taken))
        else:
            shown = ", ".join(f"`{it.name}`" for it in sent)
            message = f"`{place}` is there, where {shown} is here, with other sizes"
            yield Change("FIELD_SAME_WIDTH", "undecided", place, message, decides=_WIDTH)

    def _one_side(self, field: WireField, place: str, *, added: bool, there: bool) -> Change:
        which = "there" if there else "here"
        message = f"`{place}` is {which} only"
        return Change(
            "FIELD_ADDED_UNGATED" if added else "FIELD_NOT_REMOVED", "shifted", place, message
        )

    def _renamed(
        self, sent: Sequence[WireField], taken: Sequence[WireField], path: str
    ) -> Iterator[Change]:
        """As many bytes, under other names."""
        place = f"{path}{taken[0].name}"
        if len(sent) != len(taken):
            message = (
                f"`{place}` is one of {len(taken)} fields, and `{sent[0].name}` one of {len(sent)}"
            )
            yield Change("ARRAY_SPLIT", "undecided", place, message, decides=_PLACE)
            return
        for one, other in zip(sent, taken, strict=True):
            place = f"{path}{other.name}"
            message = f"`{one.name}` is called `{place}`"
            if other.name == UNUSED:
                yield Change("FIELD_REPLACED_BY_UNUSED", "ok", f"{path}{one.name}", message)
            elif one.name == UNUSED:
                yield Change("UNUSED_REUSED", "defaults", place, message)
            else:
                yield Change("FIELD_SAME_NAME", "undecided", place, message, decides=_SAME)

    def _as_long(self, one: Body, other: Body) -> bool:
        """Whether both have the same fields, in whatever order."""
        sides = [list(one.at(self.version)), list(other.at(self.version))]
        both = [sorted((it.name, it.element.memory, it.count) for it in side) for side in sides]
        return [str(it) for it in both[0]] == [str(it) for it in both[1]]

    # -- subsections -----------------------------------------------------------------------------

    def _subsections(self, one: Body, other: Body, path: str) -> Iterator[Change]:
        known = {item.body.name: item.body for item in other.subsections}
        sent = {item.body.name: item.body for item in one.subsections}
        for name, body in sent.items():
            if name not in known:
                message = f"subsection `{name}` is refused there, if it is sent"
                rule = "SUBSECTION_NOT_REMOVED" if self.forward else "SUBSECTION_ADDED"
                if path and not self.forward:
                    rule = "NESTED_SUBSECTION_ADDED"
                yield Change(rule, "undecided", name, message, decides=_SENT)
                continue
            yield from self._subsection(body, known[name])
        for name in known:
            if name in sent:
                continue
            rule = "SUBSECTION_ADDED" if self.forward else "SUBSECTION_NOT_REMOVED"
            message = f"subsection `{name}` is not sent: its fields keep their defaults"
            yield Change(rule, "defaults", name, message)

    def _subsection(self, one: Body, other: Body) -> Iterator[Change]:
        name, version = one.name, one.version_id
        if not other.minimum_version_id <= version <= other.version_id:
            new = version > other.version_id
            rule = "SUBSECTION_VERSION_BUMP" if new else "SUBSECTION_MINIMUM_RAISED"
            message = f"subsection `{name}` has version {version}, taken are "
            message += (
                f"{other.minimum_version_id}..={other.version_id}: it is refused if it is sent"
            )
            yield Change(rule, "undecided", name, message, decides=_SENT)
            return
        for change in self._body(one, other, version, version, f"{name}: "):
            broken = change.outcome in ("shifted", "wrong")
            rule = "SUBSECTION_LAYOUT_SAME" if broken else change.rule
            yield Change(rule, change.outcome, name, f"in `{name}`: {change.message}")


def _nothing(field: WireField) -> bool:
    """Whether no byte of it travels, by what is known: an empty struct, or no element."""
    element = field.element
    return field.count == 0 or (isinstance(element, Nested) and not element.body.fields)


def _extent(fields: Sequence[WireField]) -> int | None:
    """Bytes of fields, as they are in memory; None of structs."""
    if any(isinstance(field.element, Nested) for field in fields) or not fields:
        return None if fields else 0
    return sum(
        field.element.memory * (1 if field.count is None else field.count) for field in fields
    )
