# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec's layout against the one that the stream describes: places, widths, names and types.

Names differ on purpose where a spec does not say `rename=`, so another name alone is a note. The
same name at another place is none: fields of one width that were swapped read each other's numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from vmgen.codec.rows import rows_of
from vmgen.codec.save import Span, row_of
from vmgen.layout import SCALARS, Body, Nested, Number, Padding, Timer, bare, opens
from vmgen.layout.infos import INTEGERS
from vmgen.stream.value import Value
from vmgen.values import dataclass
from vmgen.verify.described import Described, DescribedLeaf, DescribedRows, leaves_of

Names = Mapping[str, tuple[str, ...]]
"""By path in the spec, without indices, the names on the way as the C device has them."""

_OCCURRENCE = re.compile(r"\[\d+\]$")
"""What QEMU puts behind a name that several fields of a description have."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the description says otherwise of a field, without that the wire would differ."""

    kind: Literal[
        "renamed",  # another name, which no other field of the spec or the description has
        "type",  # another type that reads every number which is accepted as the same
        "unused",  # bytes to skip in the spec, a field in the description
        "skipped",  # a field in the spec, bytes to skip in the description
    ]
    path: str
    """In the spec, without indices."""
    described: str
    """The description's field, or its type."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the description has at another place, or reads otherwise."""

    kind: Literal["name", "type"]
    span: Span
    wanted: str
    got: str
    message: str


def wire_names(layout: Body) -> dict[str, tuple[str, ...]]:
    """The names of a device's fields as the C device has them, register structs opened."""
    return dict(_names(layout, "", ()))


def _names(body: Body, path: str, before: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in body.fields:
        key = f"{path}{field.key or field.name}"
        names = (*before, field.name)
        yield key, names
        if isinstance(field.element, Nested):
            inner = before if opens(field) else names
            yield from _names(field.element.inner, f"{key}.", inner)
    for item in body.subsections:
        yield from _names(item.body, path, (*before, item.body.name))


class DescribedFields:
    """What the description of a stream has in a section, by place and by name."""

    def __init__(
        self, found: Sequence[Described], names: Names, skipped: Sequence[Value] = ()
    ) -> None:
        """With what the description skips: fields that this QEMU has no more, or not yet."""
        self._found = found
        self._skipped = skipped
        self._names = names
        self._ours = {_text(name) for name in names.values()}
        self._blocks = {item.offset: item for item in found if isinstance(item, DescribedRows)}
        self._by_path: dict[str, list[DescribedLeaf]] = {}
        self._by_offset: dict[int, DescribedLeaf] = {}
        for item in found:
            for leaf in item.row(0) if isinstance(item, DescribedRows) else (item,):
                self._by_offset[leaf.offset] = leaf
                if leaf.first:
                    for name in {_text(leaf.names), _text(_plain(leaf.names))}:
                        self._by_path.setdefault(name, []).append(leaf)
        self._offsets = [item.offset for item in found]
        self._agreed: dict[int, str] = {}
        """Fields that have one name on both sides, by offset: their paths in the spec."""

    def leaf(self, at: int) -> DescribedLeaf | None:
        """The field of which an element begins at an offset."""
        found = self._by_offset.get(at)
        index = bisect_right(self._offsets, at) - 1
        if found is not None or index < 0:
            return found
        around = self._found[index]
        if at >= around.end:
            return None
        if isinstance(around, DescribedLeaf):
            return None if (at - around.offset) % around.width else around
        row = around.row((at - around.offset) // around.size)
        return next((leaf for leaf in row if leaf.offset == at), None)

    def skips(self, span: Span) -> bool:
        """Whether the description has no more to say of a field than that it takes its bytes."""
        return any(
            item.offset <= span.offset and span.end <= item.offset + item.size
            for item in self._skipped
        )

    def same_rows(self, area: Span, saved: bytes) -> bool:
        """Whether an array of structs is one of the description's, with the same numbers."""
        block, rows = self._block(area), rows_of(area.element)
        if block is None or rows is None:
            return False
        return rows.unpack(saved[area.offset : area.end]) == block.rows

    def _block(self, area: Span) -> DescribedRows | None:
        """The description's array of structs whose numbers lie as those of an array of the spec."""
        block, rows = self._blocks.get(area.offset), rows_of(area.element)
        if block is None or rows is None:
            return None
        ours = [(start, field.element.size) for field, start in rows.numbers]
        theirs = [(leaf.offset, leaf.width) for leaf in block.fields]
        same = (area.width, area.count) == (block.size, len(block.rows))
        return block if same and ours == theirs else None

    def judged(self, spans: Sequence[Span]) -> Iterator[Conflict | Note]:
        """Names and types of the fields that lie where the description has one of this width."""
        firsts = list(_firsts(spans))
        self._agree(firsts)
        for span in firsts:
            if isinstance(span.element, Padding):
                yield from self._padding(span, span.element)
            leaf = self.leaf(span.offset)
            if leaf is None and isinstance(span.element, Number | Timer) and self.skips(span):
                yield self._unsaid(span)
            if leaf is None or leaf.width != span.width:
                continue
            if isinstance(span.element, Number | Timer):
                named = self._name(span, leaf)
                if named is not None:
                    yield named
                typed = _type(span, span.element, leaf)
                if typed is not None:
                    yield typed

    def parting(self, spans: Sequence[Span], size: int) -> tuple[str, int, str, str] | None:
        """The first place from which on spec and description mean other fields, and both fields.

        None if the spec follows the description to the section's end.
        """
        self._agree(_firsts(spans))
        at = 0
        for span in spans:
            at = span.end
            for part in self._numbers(span):
                parted = self._parted(part)
                if parted is not None:
                    offset, leaf = parted
                    return part.path, offset, _spec_field(part), _described_field(leaf)
        rest = next((leaf for leaf in leaves_of(self._found) if leaf.end > at), None)
        if at >= size or rest is None:
            return None
        return "", at, "no more", _described_field(rest)

    def _parted(self, part: Span) -> tuple[int, DescribedLeaf | None] | None:
        """Where in a field of the spec the description has another one, and that; None: nowhere."""
        at = part.offset
        while at < part.end:
            leaf = self.leaf(at)
            if leaf is None or leaf.width != part.width or self._other(part, leaf):
                return at, leaf
            at = leaf.end
        return None

    def _numbers(self, span: Span) -> Iterator[Span]:
        """Numbers of a field; of an array that the description has, too, those of one struct."""
        parts: Iterable[Span] = (span,)
        if isinstance(span.element, Nested):
            rows = range(1 if self._block(span) else span.count)
            parts = (item for index in rows for item in row_of(span, index))
        return (item for item in parts if isinstance(item.element, Number | Timer))

    # -- names -------------------------------------------------------------------------------------

    def _name(self, span: Span, leaf: DescribedLeaf) -> Conflict | Note | None:
        ours, theirs = self._named(span), leaf.names
        if _same(ours, theirs):
            return None
        there = self._elsewhere(span, leaf)
        if there is None:
            alike = ours[-1] == theirs[-1].rpartition(".")[2]
            return None if alike else Note("renamed", bare(span.path), _text(theirs))
        message = (
            f"the stream's description has `{leaf.path}` here, "
            f"and `{there.path}` at byte {there.offset:#x}"
        )
        return Conflict("name", span, leaf.path, ours[-1], message)

    def _unsaid(self, span: Span) -> Conflict | Note:
        """A field whose bytes the description skips."""
        ours = self._named(span)
        found = self._by_path.get(_text(ours), [])
        if not found or any(item.offset in self._agreed for item in found):
            return Note("skipped", bare(span.path), "unused")
        message = (
            "the stream's description has bytes to skip here, "
            f"and `{found[0].path}` at byte {found[0].offset:#x}"
        )
        return Conflict("name", span, "unused", ours[-1], message)

    def _named(self, span: Span) -> tuple[str, ...]:
        """The names that lead to a field of the spec, as C has them."""
        path = bare(span.path)
        return self._names.get(path) or tuple(path.split("."))

    def _elsewhere(self, span: Span, leaf: DescribedLeaf) -> DescribedLeaf | None:
        """The field with the name of `span` that the description has at another place.

        It is looked for beside `leaf`, and where the spec has it.
        """
        ours = self._named(span)
        for names in (ours, (*leaf.names[:-1], ours[-1])):
            found = self._by_path.get(_text(names), [])
            if found and not any(item.offset in self._agreed for item in found):
                return found[0]
        return None

    def _agree(self, firsts: Iterable[Span]) -> None:
        """Two structs may have fields of one name: those that agree are no other's."""
        for span in firsts:
            leaf = self._by_offset.get(span.offset)
            if leaf is not None and _same(self._named(span), leaf.names):
                self._agreed[span.offset] = bare(span.path)

    def _other(self, span: Span, leaf: DescribedLeaf) -> bool:
        """Whether two fields of one width are certainly not the same.

        In a later element of an array they are not if those of the first one have one name.
        """
        if _same(self._named(span), leaf.names):
            return False
        if not _first(span.path):
            return bare(span.path) in self._agreed.values()
        return self._elsewhere(span, leaf) is not None or _text(leaf.names) in self._ours

    def _padding(self, span: Span, padding: Padding) -> Iterator[Note]:
        """Fields that the spec skips, but for one that it calls so."""
        near = (item for item in self._found if span.offset < item.end and item.offset < span.end)
        for leaf in leaves_of(near):
            name = _plain(leaf.names)
            if span.offset <= leaf.offset < span.end and name[-1] != padding.label:
                yield Note("unused", padding.label or bare(span.path), _text(name))


def _firsts(spans: Iterable[Span]) -> Iterator[Span]:
    """The fields that are not in a later element of an array: all are like the first."""
    for span in spans:
        if _first(span.path):
            yield from row_of(span, 0) if isinstance(span.element, Nested) else (span,)


def _first(path: str) -> bool:
    """Whether a path leads to the first element of every array on its way."""
    return path.count("[") == path.count("[0]")


def _same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two fields have one name, or C's has the names on the way in it: `queue.rptr`."""
    if ours[-1] in (theirs[-1], _plain(theirs)[-1]):
        return True
    return _text(ours) == _text(theirs)


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as C's source has them, without the number that QEMU puts behind one."""
    return (*names[:-1], _OCCURRENCE.sub("", names[-1]))


def _text(names: tuple[str, ...]) -> str:
    return ".".join(names)


def _spec_field(span: Span) -> str:
    element = span.element
    kind = element.encoding if isinstance(element, Number) else "timer"
    return f"`{span.path}` ({kind}{f', {span.count} of them' if span.count > 1 else ''})"


def _described_field(leaf: DescribedLeaf | None) -> str:
    if leaf is None:
        return "nothing that begins here"
    count = f", {len(leaf.numbers)} of them" if len(leaf.numbers) > 1 else ""
    return f"`{leaf.path}` ({leaf.type}{count})"


# -- types -----------------------------------------------------------------------------------------


def _type(span: Span, element: Number | Timer, leaf: DescribedLeaf) -> Conflict | Note | None:
    """What another type of the same width means for the numbers that the spec accepts."""
    theirs = "u8" if leaf.type == "buffer" else INTEGERS.get(leaf.type)
    if theirs is None:
        return None
    ours = element.encoding
    note = Note("type", bare(span.path), leaf.type)
    if element.scalar.signed == SCALARS[theirs].signed:
        one_bool = (ours == "bool") != (theirs == "bool")
        return note if one_bool else None
    if isinstance(element, Number) and _same_numbers(element):
        return note
    message = f"the stream's description has `{leaf.path}` as {leaf.type}, the spec as {ours}"
    return Conflict("type", span, leaf.type, ours, message)


def _same_numbers(element: Number) -> bool:
    """Whether every number that a restore accepts is the same with a sign and without.

    Bits have no sign, and the numbers of an enum or a range that both types have are the same.
    """
    if element.type_name is not None and element.variants is None:
        return True
    info = SCALARS[element.encoding]
    highest = (1 << info.bits - 1) - 1
    return element.minimum >= 0 and element.maximum <= highest
