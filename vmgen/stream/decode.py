# SPDX-License-Identifier: GPL-2.0-or-later
"""Section bytes to a tree of named values, led by the description.

Source: reference vmstate-wire.md sections 5, 6, 10 and 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import unpack_from
from typing import Protocol

from vmgen.stream.errors import Mismatch
from vmgen.stream.infos import BITMAP, BOOL
from vmgen.stream.plan import (
    ARRAY,
    ELEMENTS,
    LIST,
    NESTED,
    TREE_OF_PAIRS,
    BodyPlan,
    FieldPlan,
    Run,
)
from vmgen.stream.section import Section
from vmgen.stream.value import Elements, Leaf, Value


class Decoder(Protocol):
    """How the bytes of a section become a tree: by its description, or by a spec."""

    def decode(self, section: Section) -> Value:
        """The tree; a section that does not fit comes back as one `raw` value with its reason."""


class DescriptionDecoder:
    """Decodes by the description that the stream carries."""

    def decode(self, section: Section) -> Value:
        """See `decode_section`."""
        return decode_section(section)


def decode_section(section: Section) -> Value:
    """The tree of a section, by its description.

    A section without a description, or whose description does not fit its bytes, is one value of
    type `raw` that holds all of them, with the `reason`. Never raises for what a stream may hold.
    """
    plan, reason = section.plan()
    data = section.data
    if plan is not None:
        try:
            if plan.size != len(data):
                raise Mismatch(f"{section.name}: {len(data)} bytes, described {plan.size}")
            children, subsections = _body(plan, data, 0)
        except Mismatch as error:
            reason = str(error)
        else:
            return Value(
                section.name,
                "section",
                0,
                len(data),
                index=None,
                children=children,
                subsections=subsections,
                vmsd=plan.name,
                version=section.version,
            )
    return Value(section.name, "raw", 0, len(data), data, version=section.version, reason=reason)


def _body(plan: BodyPlan, data: bytes, at: int) -> tuple[list[Value], Sequence[Value]]:
    values: list[Value] = []
    append = values.append
    for step in plan.steps:
        if type(step) is Run:
            for field, held in zip(step.fields, step.unpack(data, at), strict=True):
                size = field.size
                if field.info == BOOL and held in (0, 1):
                    held = held == 1
                elif field.info == BITMAP:
                    held = _words(held)
                append(Value(field.name, field.info, at, size, held, None, field.index))
                at += size
        else:
            assert isinstance(step, FieldPlan)
            append(_field(step, data, at))
            at += step.size
    if not plan.subsections:
        return values, ()
    subsections = []
    for subsection in plan.subsections:
        header, body = subsection.header, subsection.body
        if not data.startswith(header, at):
            raise Mismatch(f"no subsection {body.name} of version {body.version} at byte {at}")
        below, deeper = _body(body, data, at + len(header))
        size = len(header) + body.size
        subsections.append(
            Value(
                body.name,
                "subsection",
                at,
                size,
                children=below,
                subsections=deeper,
                vmsd=body.name,
                version=body.version,
            )
        )
        at += size
    return values, subsections


def _field(field: FieldPlan, data: bytes, at: int) -> Value:
    """Any field but a single leaf."""
    if field.kind == ARRAY:
        held = _array(field, data, at)
        return Value(field.name, field.info, at, field.size, held, field.count, field.index)
    if field.kind == NESTED:
        return _struct(field.nested[0], field.name, field.info, data, at, field.index)
    value = Value(field.name, field.info, at, field.size, None, field.count, field.index)
    if field.kind == ELEMENTS:
        value.vmsd, value.version = field.nested[0].name, field.nested[0].version
        value.children = _elements(field, data, at)
        return value
    try:
        value.children = _list(field, data, at) if field.kind == LIST else _tree(field, data, at)
    except Mismatch as error:
        value.value, value.reason = data[at : at + field.size], str(error)
    return value


def _elements(field: FieldPlan, data: bytes, at: int) -> Sequence[Value]:
    """The structs of an array, those of single numbers only when somebody looks at them."""
    body, name, info = field.nested[0], field.name, field.info
    count = (field.count or 0) if body.size else 0

    def make(index: int) -> Value:
        return _struct(body, name, info, data, at + index * body.size, index)

    if (numbers := body.numbers) is None:
        return [make(index) for index in range(count)]
    end = at + count * body.size
    return Elements(count, make, lambda: list(numbers.iter_unpack(data[at:end])))


def _struct(body: BodyPlan, name: str, info: str, data: bytes, at: int, index: int | None) -> Value:
    children, subsections = _body(body, data, at)
    return Value(
        name, info, at, body.size, None, None, index, children, subsections, body.name, body.version
    )


def _array(field: FieldPlan, data: bytes, at: int) -> Leaf:
    count, width = field.count or 0, field.width
    if field.code is None:
        # An array of nothings is not spelled out: its count may be anything.
        ends = range(at, at + field.size, width) if width else ()
        return tuple(data[start : start + width] for start in ends)
    if field.code == "B":
        held: tuple[int, ...] = tuple(data[at : at + count])
    else:
        held = unpack_from(f">{count}{field.code}", data, at)
    if field.info == BOOL:
        return tuple(item == 1 if item < 2 else item for item in held)
    return held


def _words(data: bytes) -> Leaf:
    """A bitmap: u64 words, the lowest bits first; raw bytes if it is not made of such."""
    if len(data) % 8:
        return data
    words: tuple[int, ...] = unpack_from(f">{len(data) // 8}Q", data)
    return words


def _list(field: FieldPlan, data: bytes, at: int) -> list[Value]:
    """Per element byte 01 and the body, then byte 00."""
    entries: list[Value] = []
    for body in field.nested:
        _expect(data, at, 1, field)
        entries.append(_struct(body, field.name, "entry", data, at + 1, len(entries)))
        at += 1 + body.size
    _expect(data, at, 0, field)
    return entries


def _tree(field: FieldPlan, data: bytes, at: int) -> list[Value]:
    """A u32 count, per node byte 01, key and value, then byte 00."""
    paired = field.kind == TREE_OF_PAIRS
    count = len(field.nested) // (2 if paired else 1)
    if int.from_bytes(data[at : at + 4], "big") != count:
        raise Mismatch(f"{field.name}: its count is not the {count} nodes described")
    at += 4
    nodes = []
    for index in range(count):
        _expect(data, at, 1, field)
        start = at = at + 1
        if paired:
            body = field.nested[2 * index]
            key = _struct(body, "key", "struct", data, at, None)
        else:
            number = int.from_bytes(data[at : at + 8], "big")
            key = Value("key", "uint64", at, 8, number)
        at += key.size
        body = field.nested[2 * index + 1] if paired else field.nested[index]
        held = _struct(body, "value", "struct", data, at, None)
        at += held.size
        nodes.append(
            Value(field.name, "entry", start, at - start, index=index, children=[key, held])
        )
    _expect(data, at, 0, field)
    return nodes


def _expect(data: bytes, at: int, byte: int, field: FieldPlan) -> None:
    if data[at] != byte:
        raise Mismatch(f"{field.name}: byte {data[at]:02x} at {at}, where {byte:02x} belongs")
