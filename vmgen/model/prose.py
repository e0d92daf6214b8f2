# SPDX-License-Identifier: GPL-2.0-or-later
"""Documentation of a spec as what it consists of: paragraphs, lists, tables, and blocks.

It is read as people write docstrings, which is Markdown's way but for one thing: what is indented
below a line at the margin is a block, with or without an empty line between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that flow, with one space between them."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, `level` 1 and deeper."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stay as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the head first and without the line below it."""

    rows: tuple[tuple[str, ...], ...]
    rule: str
    """That line, which says how columns are aligned."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one marker stands before."""

    marker: str
    """`-`, `*`, `+`, or a number with `.` or `)`."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    loose: bool
    """Whether there are empty lines in it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands behind `>`."""

    parts: tuple[Part, ...]


Part = Paragraph | Heading | Block | Table | Items | Quote
Parts = tuple[Part, ...]

DEEPEST = 8
"""Lists and quotes inside each other; what is deeper stays as it is."""

_BULLET = re.compile(r"(?P<marker>[-*+\u2022]) +(?=\S)")
_NUMBER = re.compile(r"(?P<marker>\d{1,9}[.)]) +(?=\S)")
_LETTER = re.compile(r"(?P<marker>)(?=\(?[a-z]\) +\S|\(\d+\) +\S)")
"""Markdown has no list of letters: they are words behind a bullet."""
_FENCE = re.compile(r"(?P<fence>```+|~~~+)[^`]*")
_HEADING = re.compile(r"(?P<level>#{1,6}) +(?P<text>.*?)( +#+)?")
_UNDERLINE = re.compile(r"(=|-|~|\^){3,}")
_RULED = re.compile(r"\+[-=+]+\+|=+( +=+)+|([-*_] ?){3,}")
"""A table as in reStructuredText, or a line across the page."""
_TABLE_RULE = re.compile(r"\|?( *:?-+:? *\|)+( *:?-+:? *)?")


def shaped(text: str) -> bool:
    """Whether it is more than one paragraph of words."""
    parts = read(text)
    return len(parts) > 1 or not all(isinstance(part, Paragraph) for part in parts)


def read(text: str) -> tuple[Part, ...]:
    """The parts of a documentation that is clean, in order."""
    return _Reader(text.split("\n")).parts()


def cleaned(text: str, column: int) -> str:
    """A string of a spec without the indentation of the statement that it is, at `column`.

    The margin is the statement's, or that of the words behind the quotes. Python's own `cleandoc`
    takes it from the lines: of a title and a block below it nothing would be indented.
    """
    first, *rest = text.expandtabs().split("\n")
    least = min((_indent(line) for line in rest if line.strip()), default=0)
    margin = least if least - column in (1, 3) else min(least, column)
    return "\n".join([first.rstrip(), *(line[margin:].rstrip() for line in rest)]).strip()


class _Reader:
    """Reads lines that begin at the margin; `depth` says in how many lists and quotes."""

    def __init__(
        self, lines: Sequence[str], depth: int = 0, *, in_item: bool = False, lettered: bool = False
    ) -> None:
        self._lines = [line.rstrip() for line in lines]
        self._depth = depth
        self._in_item = in_item
        self._at = 0
        self.apart = False
        """Whether an empty line has been between two parts."""
        self._words = lettered
        """Whether the first line is words, whatever it begins with."""

    def _inside(self, lines: Sequence[str]) -> Parts:
        depth = self._depth + 1
        if depth > DEEPEST:
            return (Block(tuple(lines)),)
        return _Reader(lines, depth, in_item=self._in_item).parts()

    def parts(self) -> Parts:
        """All of them."""
        found: list[Part] = []
        while self._at < len(self._lines):
            if not self._lines[self._at]:
                self.apart |= bool(found)
                self._at += 1
                continue
            found += self._part()
        return tuple(_with_colons(found))

    def _part(self) -> Sequence[Part]:
        line = self._lines[self._at]
        if self._words:
            self._words = False
            return [self._paragraph()]
        if line.startswith(" "):
            return self._indented()
        if fence := _FENCE.fullmatch(line):
            return [self._fenced(fence["fence"])]
        if _marker(line):
            return [self._items()]
        if heading := _HEADING.fullmatch(line):
            self._at += 1
            return [Heading(len(heading["level"]), heading["text"])]
        if line.startswith(">>> ") or _RULED.fullmatch(line):
            return [Block(tuple(self._while(bool)))]
        if line.startswith(">"):
            inside = [text[1:].removeprefix(" ") for text in self._while(_begins(">"))]
            return [Quote(self._inside(inside))]
        if line.startswith("|") or _TABLE_RULE.fullmatch(self._line(1)):
            return [_table(self._while(lambda text: "|" in text))]
        return [self._paragraph()]

    def _line(self, ahead: int) -> str:
        at = self._at + ahead
        return self._lines[at] if at < len(self._lines) else ""

    def _while(self, belongs: Callable[[str], bool]) -> list[str]:
        """The lines from here on that belong together, the first in any case."""
        begin = self._at
        self._at += 1
        while self._at < len(self._lines) and belongs(self._lines[self._at]):
            self._at += 1
        return self._lines[begin : self._at]

    # -- blocks ------------------------------------------------------------------------------------

    def _indented(self) -> Sequence[Part]:
        """What is indented: a list, or a block."""
        lines = _dedented(_trimmed(self._while(lambda text: not text or text.startswith(" "))))
        if _marker(lines[0]) or _FENCE.fullmatch(lines[0]):
            return self._inside(lines)
        return [Block(tuple(lines))]

    def _fenced(self, fence: str) -> Block:
        closed = re.compile(rf"{fence[0]}{{{len(fence)},}}")
        lines = self._while(lambda text: not closed.fullmatch(text))[1:]
        self._at += 1
        return Block(tuple(lines))

    # -- words -------------------------------------------------------------------------------------

    def _paragraph(self) -> Paragraph | Heading:
        lines = self._while(self._flows)
        under = self._line(0)
        if len(lines) == 1 and _UNDERLINE.fullmatch(under) and len(under) >= len(lines[0]) - 1:
            self._at += 1
            return Heading(1 if under[0] == "=" else 2, lines[0])
        return Paragraph(" ".join(" ".join(lines).split()))

    def _flows(self, line: str) -> bool:
        """Whether a line goes on with the paragraph above it."""
        before = self._lines[self._at - 1]
        if line.startswith(" ") and self._in_item and not before.endswith(":"):
            return not _marker(line.lstrip())
        number = _NUMBER.match(line)
        if number is not None and number["marker"][:-1] not in ("0", "1"):
            return not before.endswith(":")  # a year at the beginning of a line
        starts = (" ", ">", "|", "```", "~~~")
        ruled = _HEADING.fullmatch(line) or _UNDERLINE.fullmatch(line) or _RULED.fullmatch(line)
        return not (not line or line.startswith(starts) or ruled or _marker(line))

    # -- lists -------------------------------------------------------------------------------------

    def _item(self, lines: list[str]) -> tuple[Item, bool]:
        """An item, and whether empty lines are between its parts."""
        marker = _marker(lines[0])
        assert marker is not None
        width, rest = marker.end(), lines[1:]
        inner = min((_indent(line) for line in rest if line), default=width)
        # What is far to the right of the item's words is a block in it.
        inner = inner if inner < width + 4 else max(width, 2)
        inside = [lines[0][width:], *(line[inner:] for line in rest)]
        name = marker["marker"].replace("\u2022", "-")  # empty for letters
        if self._depth == DEEPEST:
            return Item(name or "*", (Block(tuple(inside)),)), False
        reader = _Reader(inside, self._depth + 1, in_item=True, lettered=not name)
        return Item(name or "*", reader.parts()), reader.apart

    def _items(self) -> Items:
        first = _kind(self._lines[self._at])
        items, loose = list[Item](), False
        while self._at < len(self._lines) and _kind(self._lines[self._at]) == first:
            lines = self._while(lambda text: not text or text.startswith(" "))
            written = _trimmed(lines)
            again = self._at < len(self._lines) and _kind(self._lines[self._at]) == first
            item, apart = self._item(written)
            loose |= apart or (again and len(written) < len(lines))
            items.append(item)
        return Items(tuple(_counting(items)), loose)


def _counting(items: list[Item]) -> list[Item]:
    """Markdown numbers items itself: where it would count otherwise, numbers are words."""
    first = items[0].marker
    if not first[0].isdigit():
        return items
    begin, end = int(first[:-1]), first[-1]
    if [item.marker[:-1] for item in items] == [str(begin + at) for at in range(len(items))]:
        return items
    made = []
    for item in items:
        words, *others = item.parts
        number = Paragraph(f"{item.marker[:-1]}{end}")
        if isinstance(words, Paragraph):
            number, others = Paragraph(f"{number.text} {words.text}"), others
        else:
            others = [words, *others]
        made.append(Item("-", (number, *others)))
    return made


def _marker(line: str) -> re.Match[str] | None:
    if _RULED.fullmatch(line):
        return None
    return _BULLET.match(line) or _NUMBER.match(line) or _LETTER.match(line)


def _kind(line: str) -> str:
    """What a list's markers have in common; empty for a line without one."""
    marker = _marker(line)
    if marker is None:
        return ""
    return marker["marker"][-1:] or "("


def _table(lines: list[str]) -> Table | Block:
    """A table has a line below its head."""
    if len(lines) < 2 or not _TABLE_RULE.fullmatch(lines[1]):
        return Block(tuple(lines))
    rows = [
        re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|")) for line in lines
    ]
    cells = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    return Table((cells[0], *cells[2:]), "|".join(cells[1]))


def _with_colons(parts: list[Part]) -> list[Part]:
    """`::` before a block is one colon, as reStructuredText has it."""
    made: list[Part] = []
    for at, part in enumerate(parts):
        block = at + 1 < len(parts) and isinstance(parts[at + 1], Block)
        if isinstance(part, Paragraph) and part.text.endswith("::") and block:
            text = part.text[:-2].rstrip()
            if text:
                made.append(Paragraph(f"{text}:"))
        else:
            made.append(part)
    return made


def _begins(start: str) -> Callable[[str], bool]:
    return lambda text: text.startswith(start)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented(lines: list[str]) -> list[str]:
    least = min(_indent(line) for line in lines if line)
    return [line[least:] for line in lines]


def _trimmed(lines: list[str]) -> list[str]:
    """Without empty lines at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
