# SPDX-License-Identifier: GPL-2.0-or-later
"""Section bytes to a tree of named values, led by the description.

Source: reference vmstate-wire.md sections 5, 6, 10 and 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import unpack_from
from typing import Protocol

from vmgen.layout import Entries, LayoutError, Nested
from vmgen.stream.infos import BITMAP, BOOL
from vmgen.stream.section import Section
from vmgen.stream.steps import Run, Step, Steps
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
    steps, reason = section.steps()
    data = section.data
    if steps is not None:
        try:
            if steps.size != len(data):
                raise LayoutError(f"{section.name}: {len(data)} bytes, described {steps.size}")
            children, subsections = _body(steps, data, 0)
        except LayoutError as error:
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
                vmsd=steps.name,
                version=section.version,
            )
    return Value(section.name, "raw", 0, len(data), data, version=section.version, reason=reason)


def _body(steps: Steps, data: bytes, at: int) -> tuple[list[Value], Sequence[Value]]:
    values: list[Value] = []
    append = values.append
    for step in steps.steps:
        if type(step) is Run:
            for (name, info, size, index), held in step.unpack(data, at):
                if info == BOOL and held in (0, 1):
                    held = held == 1
                elif info == BITMAP:
                    held = _words(held)
                append(Value(name, info, at, size, held, None, index))
                at += size
        else:
            assert isinstance(step, Step)
            append(_field(step, data, at))
            at += step.size
    if not steps.subsections:
        return values, ()
    subsections = []
    for header, inner in steps.subsections:
        if not data.startswith(header, at):
            raise LayoutError(f"no subsection {inner.name} of version {inner.version} at byte {at}")
        below, deeper = _body(inner, data, at + len(header))
        size = len(header) + inner.size
        subsections.append(
            Value(
                inner.name,
                "subsection",
                at,
                size,
                children=below,
                subsections=deeper,
                vmsd=inner.name,
                version=inner.version,
            )
        )
        at += size
    return values, subsections


def _field(step: Step, data: bytes, at: int) -> Value:
    """Any field but a single leaf."""
    field, element = step.field, step.element
    name, info, index = field.name, field.info, field.index
    if isinstance(element, Nested):
        inner = step.inner[0]
        if step.count is None:
            return _struct(inner, name, info, data, at, index)
        value = Value(name, info, at, step.size, None, step.count, index)
        value.vmsd, value.version = inner.name, inner.version
        value.children = _elements(step, inner, data, at)
        return value
    if not isinstance(element, Entries):
        return Value(name, info, at, step.size, _array(step, data, at), step.count, index)
    value = Value(name, info, at, step.size, None, step.count, index)
    try:
        read = _list if element.kind == "list" else _tree
        value.children = read(step, data, at)
    except LayoutError as error:
        value.value, value.reason = data[at : at + step.size], str(error)
    return value


def _elements(step: Step, inner: Steps, data: bytes, at: int) -> Sequence[Value]:
    """The structs of an array, those of single numbers only when somebody looks at them."""
    name, info = step.field.name, step.field.info
    count = (step.count or 0) if inner.size else 0

    def make(index: int) -> Value:
        return _struct(inner, name, info, data, at + index * inner.size, index)

    if (numbers := inner.numbers) is None:
        return [make(index) for index in range(count)]
    end = at + count * inner.size
    return Elements(count, make, lambda: list(numbers.iter_unpack(data[at:end])))


def _struct(steps: Steps, name: str, info: str, data: bytes, at: int, index: int | None) -> Value:
    children, subsections = _body(steps, data, at)
    return Value(
        name,
        info,
        at,
        steps.size,
        None,
        None,
        index,
        children,
        subsections,
        steps.name,
        steps.version,
    )


def _array(step: Step, data: bytes, at: int) -> Leaf:
    count, width = step.count or 0, step.width
    if step.code is None:
        # An array of nothings is not spelled out: its count may be anything.
        ends = range(at, at + step.size, width) if width else ()
        return tuple(data[start : start + width] for start in ends)
    if step.code == "B":
        held: tuple[int, ...] = tuple(data[at : at + count])
    else:
        held = unpack_from(f">{count}{step.code}", data, at)
    if step.field.info == BOOL:
        return tuple(item == 1 if item < 2 else item for item in held)
    return held


def _words(data: bytes) -> Leaf:
    """A bitmap: u64 words, the lowest bits first; raw bytes if it is not made of such."""
    if len(data) % 8:
        return data
    words: tuple[int, ...] = unpack_from(f">{len(data) // 8}Q", data)
    return words


def _list(step: Step, data: bytes, at: int) -> list[Value]:
    """Per element byte 01 and the body, then byte 00."""
    name = step.field.name
    entries: list[Value] = []
    for inner in step.inner:
        _expect(data, at, 1, name)
        entries.append(_struct(inner, name, "entry", data, at + 1, len(entries)))
        at += 1 + inner.size
    _expect(data, at, 0, name)
    return entries


def _tree(step: Step, data: bytes, at: int) -> list[Value]:
    """A u32 count, per node byte 01, key and value, then byte 00."""
    name = step.field.name
    assert isinstance(step.element, Entries)
    paired = step.element.kind == "pairs"
    count = len(step.inner) // (2 if paired else 1)
    if int.from_bytes(data[at : at + 4], "big") != count:
        raise LayoutError(f"{name}: its count is not the {count} nodes described")
    at += 4
    nodes = []
    for index in range(count):
        _expect(data, at, 1, name)
        start = at = at + 1
        if paired:
            key = _struct(step.inner[2 * index], "key", "struct", data, at, None)
        else:
            number = int.from_bytes(data[at : at + 8], "big")
            key = Value("key", "uint64", at, 8, number)
        at += key.size
        inner = step.inner[2 * index + 1] if paired else step.inner[index]
        held = _struct(inner, "value", "struct", data, at, None)
        at += held.size
        nodes.append(Value(name, "entry", start, at - start, index=index, children=[key, held]))
    _expect(data, at, 0, name)
    return nodes


def _expect(data: bytes, at: int, byte: int, name: str) -> None:
    if data[at] != byte:
        raise LayoutError(f"{name}: byte {data[at]:02x} at {at}, where {byte:02x} belongs")
