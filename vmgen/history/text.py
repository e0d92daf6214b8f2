# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a device travels, as text that people can read and `git diff` can show.

One line a field, in wire order, what is nested below what it is in:

    section "dev" version 3 minimum 1
        regs: struct
            control: u16
            items: u32[8] by count
            subsection "dev/regs/x" version 1 minimum 1 if needed
                x: u8
        boxes: struct[4] or null
            level: u8
        more: u8 until 2
        last: u16 if control != 0
        -: unused[4] since 2

Elements that may be null pointers are each a byte where they are: `or null`. A struct that is
`versioned` is read at the version of the section, any other at its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vmgen.expression import Expression, Name, parse
from vmgen.layout import (
    SCALARS,
    Body,
    Element,
    Nested,
    Number,
    Padding,
    Timer,
    When,
    WireField,
    WireSubsection,
    whole,
)
from vmgen.layout.body import count_text
from vmgen.layout.condition import Condition

_INDENT = "    "
OR_NULL = " or null"
"""Behind an array that C has as pointers."""
_HEAD = """# What travels, in order; each build compares the new layout with this one.
# field: type[number] by the field that counts them, since the version that has it first
"""
_ITEM = re.compile(
    r"(?P<name>\S+): (?P<type>\w+)(\[(?P<count>\d+)\])?(?P<versioned> versioned)?"
    r"( by (?P<counted>\S+)( \* (?P<times>\d+))?( / (?P<per>\d+))?)?(?P<null> or null)?"
    r"( since (?P<since>\d+))?( until (?P<until>\d+))?( if (?P<needed>.+))?"
)
_SECTION = re.compile(
    r'(sub)?section "(?P<name>[^"]+)" version (?P<version>\d+) minimum (?P<minimum>\d+)'
    r"( (?P<when>if needed))?"
)


def layout_text(body: Body) -> str:
    """The lines of a device's layout."""
    return _HEAD + "".join(f"{line}\n" for line in _section(body, "section", ""))


def _section(body: Body, word: str, when: str) -> Iterator[str]:
    versions = f"version {body.version_id} minimum {body.minimum_version_id}"
    yield f'{word} "{body.name}" {versions}{when}'
    yield from _inside(body, body.fields)


def _inside(body: Body, fields: Iterable[WireField]) -> Iterator[str]:
    for field in fields:
        yield f"{_INDENT}{_field(field)}"
        if isinstance(field.element, Nested):
            inner = field.element.inner
            # A nested description travels at its own version, if not at that of the section.
            known = inner.fields if field.element.held.versioned else inner.at(inner.version_id)
            lines = _inside(inner, known)
            yield from (f"{_INDENT}{line}" for line in lines)
    for item in body.subsections:
        when = "" if item.condition == "always" else " if needed"
        yield from (f"{_INDENT}{line}" for line in _section(item.body, "subsection", when))


def _field(field: WireField) -> str:
    element = field.element
    when = f" since {field.since}" if field.since else ""
    when += f" until {field.until}" if field.until is not None else ""
    when += f" if {field.needed.text}" if field.needed is not None else ""
    if isinstance(element, Padding):
        return f"-: {type_name(element)}[{field.size}]{_counted(field)}{when}"
    count = "" if field.count is None else f"[{field.count}]"
    count += " versioned" if isinstance(element, Nested) and element.held.versioned else ""
    return f"{field.key}: {type_name(element)}{count}{_counted(field)}{when}"


def _counted(field: WireField) -> str:
    by = f" by {count_text(field.counted, field.times, field.per)}" if field.counted else ""
    return by + (OR_NULL if field.present else "")


def type_name(element: Element) -> str:
    """A scalar, `timer`, `unused`, or `struct`."""
    match element:
        case Number(encoding=encoding):
            return encoding
        case Nested():
            return "struct"
    return "unused" if isinstance(element, Padding) else "timer"


def read_layout(text: str) -> Body | None:
    """The layout that `layout_text` wrote; None for a text that it did not write.

    What a text does not tell is not there: the names of nested descriptions, ranges, and of a
    subsection's condition all but that there is one.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    reader = _Reader(lines)
    try:
        section, _ = reader.section(0)
    except ValueError:
        return None
    return section if reader.at == len(lines) else None


class _Reader:
    """Reads lines by their indentation."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.at = 0

    def section(self, depth: int) -> tuple[Body, When]:
        """A section or subsection, and when it is sent."""
        match = _SECTION.fullmatch(self._lines[self.at].strip()) if self._lines else None
        if match is None:
            raise ValueError("no section")
        self.at += 1
        versions = int(match["version"]), int(match["minimum"])
        body = Body(match["name"], *versions, *self._inside(depth + 1))
        return body, "always" if match["when"] is None else "unknown"

    def _inside(self, depth: int) -> tuple[tuple[WireField, ...], tuple[WireSubsection, ...]]:
        fields: list[WireField] = []
        subsections: list[WireSubsection] = []
        indent = _INDENT * depth
        while self.at < len(self._lines) and self._lines[self.at].startswith(indent):
            line = self._lines[self.at].removeprefix(indent)
            if line.startswith("subsection "):
                subsections.append(WireSubsection(*self.section(depth)))
            else:
                fields.append(self._field(line, depth))
        return tuple(fields), tuple(subsections)

    def _field(self, line: str, depth: int) -> WireField:
        match = _ITEM.fullmatch(line)
        if match is None:
            raise ValueError(line)
        self.at += 1
        fields, subsections = self._inside(depth + 1)
        count = None if match["count"] is None else int(match["count"])
        type_, name = match["type"], match["name"]
        counted, times = match["counted"] or "", int(match["times"] or 1)
        per = int(match["per"] or 1)
        if type_ == "unused":
            skipped = WireField("", type_, Padding(count or 0))
            if counted:
                skipped = WireField("", type_, Padding(1), count, counted=counted, times=times)
            return _gated(skipped, match)
        if type_ == "struct":
            version = max((field.since for field in fields), default=0)
            inner = Body("", version, version, fields, subsections)
            follows = match["versioned"] is not None
            element: Element = Nested("struct", inner, 0, versioned=follows)
        elif type_ == "timer":
            element = Timer(0)
        elif type_ in SCALARS:
            element = whole(type_)
        else:
            raise ValueError(line)
        made = WireField(name, name, element, count, counted=counted, times=times, per=per)
        made = replace(made, present="?") if match["null"] else made
        return _gated(made, match)


def _parsed(text: str) -> Expression:
    """What a condition says; a method of the author's is only known by its name."""
    return Name(text) if text.endswith("()") else parse(text)


def _gated(field: WireField, match: re.Match[str]) -> WireField:
    """The field with when it is there; what a condition means, its names alone do not tell."""
    text, until = match["needed"], match["until"]
    return replace(
        field,
        since=int(match["since"] or 0),
        until=None if until is None else int(until),
        needed=None if text is None else Condition(text, _parsed(text), ()),
    )
