# SPDX-License-Identifier: GPL-2.0-or-later
"""C's tokens, and what stands between commas and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vmgen.importer.c.source import readable

_TOKEN = re.compile(
    r"(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)"
    r'|(?P<string>"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?)'
    r"|(?P<char>'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?)"
    r"|(?P<mark>\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\#\#|[-+*/%&|^]=|[\s\S])",
    re.ASCII,
)
_SPACE = re.compile(
    r"[ \t\r\f\v]*\n|[ \t\r\f\v]+|//[^\\\n]*(?:\\[\s\S][^\\\n]*)*|/\*[\s\S]*?(?:\*/|\Z)|\\\r?\n"
)
"""White space up to the end of a line, a comment, or a line that goes on."""
_DIRECTIVE = re.compile(r"[ \t]*#[^\\\n]*(?:\\[\s\S][^\\\n]*)*")


class Token(NamedTuple):
    """A token; of what a macro made, `at` is where the macro was called in the file."""

    kind: str
    """name, number, string, char or mark."""
    text: str
    at: int
    gap: bool = False
    """Whether there is white space in front of it."""
    unsure: str = ""
    """The `#if` that nobody has said whether it holds, for what stands behind one."""


Tokens = Sequence[Token]


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a part of a text; lines of the preprocessor are left out."""
    end = len(text) if end is None else min(end, len(text))
    at, gap, fresh = start, False, True
    while at < end:
        if fresh and (line := _DIRECTIVE.match(text, at, end)) is not None:
            at, fresh = line.end(), False
        elif (space := _SPACE.match(text, at, end)) is not None:
            gap = True
            fresh = space[0].endswith("\n") or (fresh and space[0][0] in " \t/")
            at = space.end()
        else:
            match = _TOKEN.match(text, at, end)
            assert match is not None  # the last alternative is any character
            yield Token(match.lastgroup or "", match[0], at, gap)
            at, gap, fresh = match.end(), False, False


def anywhere(text: str) -> Iterator[Token]:
    """The tokens of words that stand nowhere: every macro of a file is before them."""
    return (item._replace(at=END) for item in tokens(text))


END = 1 << 62
"""Behind every macro of a file."""


def closing(items: Tokens, at: int) -> int:
    """The index behind what is opened at `at`; behind the last one if it is never closed."""
    depth = 0
    for index in range(at, len(items)):
        text = items[index].text
        if text in _OPEN and items[index].kind == "mark":
            depth += 1
        elif text in _CLOSE and items[index].kind == "mark":
            depth -= 1
            if depth <= 0:
                return index + 1
    return len(items)


_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


def bare(items: Tokens) -> Tokens:
    """What is in parentheses around all of it, up to a depth that nobody writes."""
    for _ in range(16):
        if not items or items[0].text != "(" or closing(items, 0) != len(items):
            break
        items = items[1:-1]
    return items


def steps(items: Tokens) -> list[int]:
    """Where the names of a path such as `s->a[i].b` are, but for those in brackets."""
    found, at = [], 0
    while at < len(items):
        found += [at] if items[at].kind == "name" else []
        at = closing(items, at) if items[at].text == "[" else at + 1
    return found


def parts(items: Tokens) -> list[Tokens]:
    """What stands between the commas that are in no brackets; no last part that is empty."""
    found: list[Tokens] = []
    depth = start = 0
    for index, item in enumerate(items):
        if item.kind != "mark":
            continue
        if item.text in _OPEN:
            depth += 1
        elif item.text in _CLOSE:
            depth -= 1
        elif item.text == "," and depth == 0:
            found.append(items[start:index])
            start = index + 1
    if items[start:]:
        found.append(items[start:])
    return found


def spelled(items: Tokens) -> str:
    """Tokens as the preprocessor makes a string of them: one space where the source has any."""
    text = "".join(f" {item.text}" if item.gap else item.text for item in items)
    return readable(text.lstrip(" "))


def names(items: Tokens) -> list[str]:
    """The names among them."""
    return [item.text for item in items if item.kind == "name"]


_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]+|[\s\S])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "\n": ""}


def unquoted(text: str) -> str:
    """What a string or character literal stands for."""
    inner = text[1:-1] if len(text) > 1 and text[-1] == text[0] else text[1:]
    return readable(_ESCAPE.sub(_escaped, inner))


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16) & 0xFF)
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _ESCAPES.get(code, code)
