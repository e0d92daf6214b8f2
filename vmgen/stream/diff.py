# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between two streams, field by field.

Sections are matched by name and instance, fields by their path of names. Section ids, offsets in
the stream, commands and footers are not state and are not compared. Guest memory, and what else is
private to an iterated section, is compared by hash (open both streams with `digest=True`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from vmgen.stream.decode import Decoder
from vmgen.stream.reader import Stream
from vmgen.stream.section import Section
from vmgen.stream.text import changes_text
from vmgen.stream.value import Value, label

What = Literal["changed", "only in first", "only in second"]


class Difference:
    """One difference: where, what kind, and a line of detail (`first → second`)."""

    __slots__ = ("detail", "path", "what")

    def __init__(self, path: str, what: What, detail: str = "") -> None:
        self.path = path
        self.what: What = what
        self.detail = detail

    def __str__(self) -> str:
        if self.what == "changed":
            return f"{self.path}: {self.detail}"
        return f"{self.path}: {self.what}{f' ({self.detail})' if self.detail else ''}"


def diff_streams(
    first: Stream,
    second: Stream,
    decoder: Decoder,
    wanted: Callable[[Section], bool] | None = None,
) -> Iterator[Difference]:
    """The differences, as they are found; `wanted` chooses sections. Raises StreamError.

    Both are read side by side: a section waits in memory until its partner comes along.
    """
    if wanted is None:
        yield from _changed("machine", first.machine, second.machine)
        yield from _changed("page size", first.page_size, second.page_size)
        for name in ("capabilities", "uuid"):
            pair = [getattr(stream.configuration, name, None) for stream in (first, second)]
            yield from _changed(f"configuration/{name}", *pair)
    for a, b in _pairs(first.sections(), second.sections(), wanted or (lambda _: True)):
        if a is None or b is None:
            there = a or b
            assert there is not None
            what: What = "only in second" if a is None else "only in first"
            yield Difference(there.key, what, f"version {there.version}, {there.length} bytes")
        else:
            yield from diff_sections(a, b, decoder)


def diff_sections(first: Section, second: Section, decoder: Decoder) -> Iterator[Difference]:
    """The differences between two sections of one name."""
    key = first.key
    yield from _changed(f"{key} version", first.version, second.version)
    if first.kind == "iterated" or second.kind == "iterated":
        yield from _iterated(key, first, second)
    elif first.data != second.data or first.description != second.description:
        yield from diff_values(decoder.decode(first), decoder.decode(second), key)


def diff_values(first: Value, second: Value, path: str) -> Iterator[Difference]:
    """The differences between two nodes that have the same path."""
    if first.value is not None or second.value is not None:
        if first.type != second.type:
            yield Difference(path, "changed", f"type {first.type} → {second.type}")
        elif first.value != second.value:
            yield Difference(path, "changed", changes_text(first, second))
        elif first.size != second.size:
            yield Difference(path, "changed", f"size {first.size} → {second.size} bytes")
        return
    yield from _changed(f"{path} type", first.type, second.type)
    yield from _changed(f"{path} vmsd", first.vmsd, second.vmsd)
    if first.type != "section":  # a section's version is compared with its header
        yield from _changed(f"{path} version", first.version, second.version)
    yield from _members(first, second, path)


def _members(first: Value, second: Value, path: str) -> Iterator[Difference]:
    there = dict(_named(second))
    for name, node in _named(first):
        other = there.pop(name, None)
        below = f"{path}{name}" if name.startswith("[") else f"{path}.{name}"
        if other is None:
            yield Difference(below, "only in first", f"{node.type}, {node.size} bytes")
        else:
            yield from diff_values(node, other, below)
    for name, node in there.items():
        below = f"{path}{name}" if name.startswith("[") else f"{path}.{name}"
        yield Difference(below, "only in second", f"{node.type}, {node.size} bytes")


def _named(value: Value) -> Iterator[tuple[str, Value]]:
    """Children and subsections by name; a name that comes again (runs of one array) gets `#2`."""
    seen: dict[str, int] = {}
    elements = value.count is not None
    for child in (*value.children, *value.subsections):
        bare = elements or child.type == "entry"
        name = f"[{child.index}]" if bare else label(child)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), child


def _iterated(key: str, first: Section, second: Section) -> Iterator[Difference]:
    yield from _changed(f"{key} kind", first.kind, second.kind)
    if first.ram is not None and second.ram is not None:
        blocks, others = first.ram.blocks, second.ram.blocks
        for name in {**blocks, **others}:
            yield from _changed(f"{key} block {name}", blocks.get(name), others.get(name))
        pages = (first.ram.zero_pages, first.ram.data_pages)
        pages_too = (second.ram.zero_pages, second.ram.data_pages)
        if first.sha256 != second.sha256:
            detail = (
                f"pages differ ({pages[0]} zero, {pages[1]} data →"
                f" {pages_too[0]} zero, {pages_too[1]} data)"
            )
            yield Difference(key, "changed", detail)
    elif first.sha256 != second.sha256:
        yield Difference(key, "changed", f"{first.length} bytes → {second.length} bytes, differ")


def _changed(path: str, first: object, second: object) -> Iterator[Difference]:
    if first != second:
        yield Difference(path, "changed", f"{first} → {second}")


def _pairs(
    first: Iterable[Section], second: Iterable[Section], wanted: Callable[[Section], bool]
) -> Iterator[tuple[Section | None, Section | None]]:
    """Sections of one name and instance together; those without a partner last."""
    waiting: tuple[dict[str, list[Section]], dict[str, list[Section]]] = ({}, {})
    sides = [iter(first), iter(second)]
    running = [True, True]
    while any(running):
        for side in (0, 1):
            section = next(sides[side], None) if running[side] else None
            running[side] = section is not None
            if section is None or not wanted(section):
                continue
            partners = waiting[1 - side].get(section.key)
            if partners:
                partner = partners.pop(0)
                yield (section, partner) if side == 0 else (partner, section)
            else:
                waiting[side].setdefault(section.key, []).append(section)
    for sections in waiting[0].values():
        yield from ((section, None) for section in sections)
    for sections in waiting[1].values():
        yield from ((None, section) for section in sections)
