# SPDX-License-Identifier: GPL-2.0-or-later
"""Docstrings of a spec as Rust doc comments that pass QEMU's rustdoc and clippy lints."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vmgen.model.prose import Block, Heading, Items, Paragraph, Part, Quote, Table, read

_COLUMNS = 80
"""Of a comment, with all before it: QEMU has rustfmt break longer ones, and join what follows."""
_INSIDE = 4
"""What a member is indented by."""

_WORD = re.compile(r"\w+(?:::\w+)*")
_KNOWN = {"PrimeCell", "IrDA"}  # QEMU's clippy.toml
_URL = re.compile(r"(?<![<`])https?://[^\s>)\"']+")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")
_MARKUP = re.compile(r"\\(?=[^\w ]|$)|&(?=#?\w+;)|(?<=\S)[*~]|[*~](?=\S)|(?<!\S)-(?=-\w)")
"""What Markdown, or the dashes that rustdoc makes, would take for something else than it is."""
_START = re.compile(r"(?=[-+*] |#{1,6}( |$)|[-=]+$|[|])|\d+(?=[.)]( |$))")
"""A line of words that would begin a list, a heading, a table."""
_SPACE = "\2"
"""In code, where a line must not be broken."""


def _is_code(word: str) -> bool:
    """What clippy's doc_markdown wants in backticks: paths, snake_case and CamelCase."""
    if word in _KNOWN:
        return False
    if "::" in word or ("_" in word and word.strip("_")):
        return True
    stem = word.removesuffix("s")  # UARTs
    return (
        not word[0].isdigit()
        and not word[0].islower()
        and sum(char.isupper() for char in stem) > 1
        and any(char.islower() for char in stem)
    )


def _marked(match: re.Match[str]) -> str:
    word = match.group()
    return f"`{word}`" if _is_code(word) else word.replace("_", r"\_")


def _escape_plain(text: str) -> str:
    text = _URL.sub(lambda match: f"\0{match.group()}\1", text)
    parts = re.split("(\0[^\1]*\1)", text)  # a link stays as it is
    parts[::2] = [_escape_words(part) for part in parts[::2]]
    return "".join(parts).replace("\0", "<").replace("\1", ">")


def _escape_words(text: str) -> str:
    strong = _STRONG.split(text)
    strong[::3] = [_MARKUP.sub(r"\\\g<0>", part) for part in strong[::3]]
    strong[2::3] = [
        mark + _MARKUP.sub(r"\\\g<0>", part) + mark
        for mark, part in zip(strong[1::3], strong[2::3], strict=True)
    ]
    del strong[1::3]
    text = "".join(strong)
    for char in "[]<>":
        text = text.replace(char, f"\\{char}")
    return _WORD.sub(_marked, text)


def escape(text: str) -> str:
    """Markdown that says what the plain text said."""
    made, at = "", 0
    for code in _CODE.finditer(text):
        made += _escape_plain(text[at : code.start()].replace("`", "'")) + code.group()
        at = code.end()
    # A single backtick would open code that never ends.
    return made + _escape_plain(text[at:].replace("`", "'"))


def paragraphs(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns, an empty line between paragraphs.

    Lists and tables are Markdown's, and a block is one of plain text, which is no doctest.
    """
    return list(_lines(read(text), width))


def _lines(parts: Sequence[Part], width: int, tight: bool = False) -> Iterator[str]:
    for at, part in enumerate(parts):
        if at and not (tight and isinstance(part, Items) and _may_follow(part)):
            yield ""
        match part:
            case Paragraph(text=text):
                yield from _words(text, width)
            case Heading(level=level, text=text):
                yield f"{'#' * level} {escape(text)}"
            case Block(lines=lines):
                yield from _block(lines)
            case Table(rows=(head, *rows), rule=rule):
                yield _row(head)
                yield f"|{rule}|"
                yield from map(_row, rows)
            case Items():
                yield from _list(part, width)
            case Quote(parts=inside):
                yield from (f"> {line}".rstrip() for line in _lines(inside, width - 2))


def _may_follow(items: Items) -> bool:
    """Whether Markdown sees a list directly below words."""
    marker = items.items[0].marker
    return not marker[0].isdigit() or marker[:-1] == "1"


def _list(items: Items, width: int) -> Iterator[str]:
    for at, item in enumerate(items.items):
        if at and items.loose:
            yield ""
        indent = " " * (len(item.marker) + 1)
        inside = _lines(item.parts, width - len(indent), not items.loose)
        for number, line in enumerate(inside):
            yield f"{indent if number else f'{item.marker} '}{line}" if line else ""


def _block(lines: Sequence[str]) -> Iterator[str]:
    """A block of text; its fence is longer than any in it."""
    inside = [len(match.group()) for line in lines for match in re.finditer("`{3,}", line)]
    fence = "`" * (max(inside, default=2) + 1)
    yield f"{fence}text"
    yield from lines
    yield fence


def _row(cells: Sequence[str]) -> str:
    made = (escape(cell.replace(r"\|", "|")).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(made)} |"


def _words(text: str, width: int) -> list[str]:
    """Words in lines, of which none begins anything else."""
    escaped = escape(text)
    lines = _wrapped(escaped, width)
    if any(_START.match(line) for line in lines[1:]):
        whole = _CODE.sub(lambda match: match.group().replace(" ", _SPACE), escaped)
        lines = [line.replace(_SPACE, " ") for line in _wrapped(whole, width)]
    return [_START.sub(r"\g<0>\\", line, count=1) if _START.match(line) else line for line in lines]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def comment(text: str) -> str:
    """A comment of `//` lines, for people who read the code and no tool."""
    return "\n".join(f"// {line}" for line in textwrap.wrap(text, _COLUMNS - len("// ")))


def linked_doc(text: str, prefix: str = "///") -> str:
    """A doc comment of our own with links in it, which are not escaped."""
    return "".join(f"{prefix} {line}\n" for line in _wrapped(text, _COLUMNS - len(prefix) - 1))


@lru_cache(maxsize=1024)
def doc(text: str, prefix: str = "///", *, inside: bool = False) -> str:
    """A doc comment with a line break at its end, of a member with `inside`; empty for no text."""
    width = _COLUMNS - len(prefix) - 1 - _INSIDE * inside
    lines = paragraphs(text, width) if text.strip() else []
    return "".join(f"{prefix} {line}".rstrip() + "\n" for line in lines)
