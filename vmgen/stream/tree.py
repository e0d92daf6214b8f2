# SPDX-License-Identifier: GPL-2.0-or-later
"""A stream and its sections as readable text, one line per field.

The columns are: offset in the section's data (hex), size in bytes, name, type and value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vmgen.stream.reader import Stream
from vmgen.stream.section import Section
from vmgen.stream.text import bytes_text, value_text
from vmgen.stream.value import Value, label


def stream_lines(stream: Stream) -> Iterator[str]:
    """What there is to say about the stream as a whole."""
    machine = stream.machine or "of an unknown machine (no configuration section)"
    yield f"{stream.path}: migration stream of {machine}"
    described = "no description"
    if stream.description is not None and stream.vmdesc_offset is not None:
        described = f"description at 0x{stream.vmdesc_offset:x}"
    yield f"  {stream.length} bytes, page size {stream.page_size}, {described}"
    configuration = stream.configuration
    if configuration is not None:
        if configuration.page_bits is not None:
            yield f"  configuration/target-page-bits: {configuration.page_bits}"
        if configuration.capabilities:
            yield f"  configuration/capabilities: {', '.join(configuration.capabilities)}"
        if configuration.uuid is not None:
            yield f"  configuration/uuid: {configuration.uuid}"


def section_lines(section: Section, values: Value | None, full: bool = False) -> Iterator[str]:
    """One section: a heading, then its tree. `values` is None for an iterated section."""
    where = f"{section.length} bytes at 0x{section.offset:x}"
    if section.kind == "iterated":
        where = f"{section.length} bytes in {len(section.parts)} parts from 0x{section.offset:x}"
    yield (
        f"{section.key}  version {section.version}"
        f"  ({section.kind}, section id {section.section_id}, {where})"
    )
    if section.ram is not None:
        ram = section.ram
        for name, size in ram.blocks.items():
            yield f"  block {name}: 0x{size:x} bytes"
        yield f"  pages sent: {ram.zero_pages} zero, {ram.data_pages} with data"
    if values is None:
        return
    if values.reason is not None:
        yield f"  not decoded: {values.reason}"
        yield f"  {bytes_text(section.data, full)}"
        return
    yield from _below(values, section.data, 1, full)


def _below(value: Value, data: bytes, depth: int, full: bool) -> Iterator[str]:
    for child in value.children:
        yield from _node(child, label(child), data, depth, full)
    for subsection in value.subsections:
        yield _line(subsection, depth, f"+ {subsection.name} version {subsection.version}")
        yield from _below(subsection, data, depth + 1, full)


def _node(value: Value, name: str, data: bytes, depth: int, full: bool) -> Iterator[str]:
    kind = value.type if value.count is None else f"{value.type}[{value.count}]"
    if value.value is not None:
        note = f"  ({value.reason})" if value.reason else ""
        yield _line(value, depth, f"{name}: {kind} = {value_text(value, full)}{note}")
        return
    if value.vmsd:
        kind += f" {value.vmsd} version {value.version}"
    if value.count is None and value.children and value.children[0].type == "entry":
        kind += f" of {len(value.children)}"
    elif value.type in ("qtailq", "qlist", "gtree"):
        kind += ", empty"
    yield _line(value, depth, f"{name}: {kind}")
    if value.count is None:
        yield from _below(value, data, depth + 1, full)
    else:
        yield from _elements(value.children, data, depth + 1, full)


def _elements(elements: Sequence[Value], data: bytes, depth: int, full: bool) -> Iterator[str]:
    """Elements of an array of structs; equal neighbours are told once."""
    index = 0
    while index < len(elements):
        element = elements[index]
        yield from _node(element, f"[{index}]", data, depth, full)
        held = _bytes(element, data)
        last = index
        while not full and last + 1 < len(elements) and _bytes(elements[last + 1], data) == held:
            last += 1
        if last > index:
            span = f"[{index + 1}]" if last == index + 1 else f"[{index + 1}..{last}]"
            yield _line(elements[index + 1], depth, f"{span}: same as [{index}]")
        index = last + 1


def _bytes(value: Value, data: bytes) -> bytes:
    return data[value.offset : value.offset + value.size]


def _line(value: Value, depth: int, text: str) -> str:
    return f"  {value.offset:04x} {value.size:5} {'  ' * depth}{text}"
