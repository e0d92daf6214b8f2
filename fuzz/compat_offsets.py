# SPDX-License-Identifier: GPL-2.0-or-later
"""The first byte that a reader takes for something else than its writer: what the codec does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fuzz.compat_judge import Sided
from vmgen.codec.measure import Measure
from vmgen.codec.rows import rows_of
from vmgen.codec.save import Saver, Span
from vmgen.layout import Body, Nested, Padding

BEHIND = bytes([0xFF]) * 256
"""What a reader meets that goes on behind the end."""


@dataclass(frozen=True)
class Byte:
    """What a byte is: of which field and element, which byte of how many; no name is padding."""

    name: str = ""
    indices: tuple[int, ...] = ()
    """Without zeros: a struct alone is the first of an array."""
    at: int = 0
    width: int = 1


def is_fixed(one: Body, other: Body) -> bool:
    """Whether all states have the same fields in the same places, none of them in a subsection."""
    inside = [
        {it.key for sub in body.all_subsections for it in sub.body.fields} for body in (one, other)
    ]
    moved = _names(one) & inside[1] - inside[0] or _names(other) & inside[0] - inside[1]
    fields = (*one.fields, *other.fields)
    return not (moved or any(field.needed or field.counted for field in fields))


def first_misread(writer: Sided, reader: Sided, version: int) -> int | None:
    """It, or the first that one side has and the other has not; None if there is none.

    Of layouts that are fixed, without their subsections; each name stands for one thing.
    """
    one, other = (replace(it.body, subsections=()) for it in (writer, reader))
    saver = Saver()
    saver.body(one, version, writer.reset)
    measure = Measure(bytes(saver.data) + BEHIND, reader.reset, wanted=True)
    measure.end(other, version, {})
    sent, read = list(_bytes(saver.areas)), list(_bytes(measure.spans))
    names = [_names(it.body) for it in (writer, reader)]
    pairs = enumerate(zip(sent, read, strict=False))
    found = (at for at, pair in pairs if _differs(*pair, *names))
    ends = None if len(sent) == len(read) else min(len(sent), len(read))
    return next(found, ends)


def _differs(one: Byte, other: Byte, sent: set[str], known: set[str]) -> bool:
    if one.name == other.name:
        return one != other and bool(one.name)
    if one.name in known or other.name in sent:
        return True
    if not (one.name and other.name):
        return False  # what only one side has, beside what is not used
    return (one.at, one.width) != (other.at, other.width)


def _bytes(spans: Iterable[Span]) -> Iterable[Byte]:
    for span in spans:
        indices = tuple(map(int, re.findall(r"\[(\d+)\]", span.path)))
        name = re.sub(r"\[\d+\]", "", span.path).rpartition(".")[2]
        for index in range(span.count):
            yield from _element(span, name, tuple(filter(None, (*indices, index))))


def _element(span: Span, name: str, indices: tuple[int, ...]) -> Iterable[Byte]:
    if isinstance(span.element, Padding):
        return [Byte()] * span.width
    if not isinstance(span.element, Nested):
        return [Byte(name, indices, at, span.width) for at in range(span.width)]
    rows = rows_of(span.element)
    assert rows is not None
    fields = ((it.key, it.element.size) for it in rows.fields)
    return [Byte(key, indices, at, size) for key, size in fields for at in range(size)]


def _names(body: Body) -> set[str]:
    found = set()
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            found |= _names(field.element.inner)
        elif field.key:
            found.add(field.key)
    return found
