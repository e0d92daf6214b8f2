# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a device travels, as text that people can read and `git diff` can show.

One line a field, in wire order, what is nested below what it is in:

    section "dev" version 3 minimum 1
        regs: struct
            control: u16
            items: u32[8] by count
            subsection "dev/regs/x" version 1 minimum 1 if needed
                x: u8
        -: unused[4] since 2
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vmgen.layout.body import Body, Nested, Number, Padding, WireField, WireSubsection

_INDENT = "    "
_HEAD = """# What travels, in order; each build compares the new layout with this one.
# field: type[number] by the field that counts them, since the version that has it first
"""
_ITEM = re.compile(
    r"(?P<name>\S+): (?P<type>\w+)(\[(?P<count>\d+)\])?( by (?P<counted>\S+))?"
    r"( since (?P<since>\d+))?"
)
_SECTION = re.compile(
    r'(sub)?section "(?P<name>[^"]+)" version (?P<version>\d+) minimum (?P<minimum>\d+)'
    r"( (?P<when>if needed))?"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A field: numbers, bytes to skip, or a description inside this one."""

    name: str
    """Its name in the spec; empty for padding."""
    type: str
    """A scalar, `timer`, `unused`, or `struct`."""
    count: int | None = None
    counted: str = ""
    since: int = 0
    items: tuple[Item, ...] = ()
    parts: tuple[Section, ...] = ()
    """Subsections of a struct."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section or a subsection: what is loaded at a version that travels."""

    name: str
    version_id: int
    minimum_version_id: int
    items: tuple[Item, ...]
    parts: tuple[Section, ...] = ()
    always: bool = True
    """Whether a subsection is sent whatever the state is."""


# -- from the wire plan ----------------------------------------------------------------------------


def section_of(body: Body, *, always: bool = True) -> Section:
    """The layout of a wire plan."""
    return Section(
        body.name,
        body.version_id,
        body.minimum_version_id,
        tuple(map(_item, body.fields)),
        tuple(map(_part, body.subsections)),
        always,
    )


def _part(item: WireSubsection) -> Section:
    return section_of(item.body, always=item.condition == "always")


def _item(field: WireField) -> Item:
    element = field.element
    if isinstance(element, Padding):
        return Item("", "unused", element.size, since=field.since)
    if isinstance(element, Nested):
        body = element.inner
        inside = tuple(_item(item) for item in body.at(body.version_id))
        parts = tuple(map(_part, body.subsections))
        return Item(field.key, "struct", field.count, field.counted, field.since, inside, parts)
    type_ = element.encoding if isinstance(element, Number) else "timer"
    return Item(field.key, type_, field.count, field.counted, field.since)


# -- to and from text ------------------------------------------------------------------------------


def layout_text(section: Section) -> str:
    """The lines of a section."""
    return _HEAD + "".join(f"{line}\n" for line in _section_lines(section, "section"))


def _section_lines(section: Section, word: str) -> Iterator[str]:
    when = "" if section.always else " if needed"
    versions = f"version {section.version_id} minimum {section.minimum_version_id}"
    yield f'{word} "{section.name}" {versions}{when}'
    yield from _inside(section)


def _inside(owner: Section | Item) -> Iterator[str]:
    for item in owner.items:
        count = "" if item.count is None else f"[{item.count}]"
        counted = f" by {item.counted}" if item.counted else ""
        since = f" since {item.since}" if item.since else ""
        yield f"{_INDENT}{item.name or '-'}: {item.type}{count}{counted}{since}"
        yield from (f"{_INDENT}{line}" for line in _inside(item))
    for part in owner.parts:
        yield from (f"{_INDENT}{line}" for line in _section_lines(part, "subsection"))


def read_layout(text: str) -> Section | None:
    """The section that `layout_text` wrote; None for a text that it did not write."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    reader = _Reader(lines)
    try:
        section = reader.section(0)
    except ValueError:
        return None
    return section if reader.at == len(lines) else None


class _Reader:
    """Reads lines by their indentation."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.at = 0

    def section(self, depth: int) -> Section:
        match = _SECTION.fullmatch(self._lines[self.at].strip()) if self._lines else None
        if match is None:
            raise ValueError("no section")
        self.at += 1
        items, parts = self._inside(depth + 1)
        return Section(
            match["name"],
            int(match["version"]),
            int(match["minimum"]),
            items,
            parts,
            always=match["when"] is None,
        )

    def _inside(self, depth: int) -> tuple[tuple[Item, ...], tuple[Section, ...]]:
        items: list[Item] = []
        parts: list[Section] = []
        indent = _INDENT * depth
        while self.at < len(self._lines) and self._lines[self.at].startswith(indent):
            line = self._lines[self.at].removeprefix(indent)
            if line.startswith("subsection "):
                parts.append(self.section(depth))
            else:
                items.append(self._item(line, depth))
        return tuple(items), tuple(parts)

    def _item(self, line: str, depth: int) -> Item:
        match = _ITEM.fullmatch(line)
        if match is None:
            raise ValueError(line)
        self.at += 1
        items, parts = self._inside(depth + 1)
        return Item(
            match["name"] if match["name"] != "-" else "",
            match["type"],
            None if match["count"] is None else int(match["count"]),
            match["counted"] or "",
            int(match["since"] or 0),
            items,
            parts,
        )
