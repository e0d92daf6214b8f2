# SPDX-License-Identifier: GPL-2.0-or-later
"""Strings of a spec: documentation, and others."""

from __future__ import annotations

import inspect
import re
import textwrap

_WIDTH = 100
_INDENT = "    "
_PIECE = 78


def docstring(text: str, indent: str = "") -> str:
    """The documentation of a file or class, as black leaves it; empty for none."""
    lines = inspect.cleandoc(text).split("\n")
    if lines == [""]:
        return ""
    body = f"\n{indent}".join(lines)
    return f'{indent}"""{_escaped(body)}{f"{chr(10)}{indent}" if len(lines) > 1 else ""}"""'


def below(text: str, indent: str = _INDENT) -> list[str]:
    """The documentation below a field, variant or constant; nothing for none."""
    words = " ".join(text.split())
    if not words:
        return []
    if len(words) + len(indent) + 2 <= _WIDTH:
        return [f"{indent}{words!r}"]
    width = _WIDTH - len(indent) - 3
    lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    return [f'{indent}"""' + _escaped(f"\n{indent}".join(lines)) + '"""']


def quoted(text: str) -> str:
    """A string; one that is too long for a line in pieces, which end before a space."""
    pieces = [""]
    for word in re.split("(?= )", text):
        if pieces[-1] and len(pieces[-1]) + len(word) > _PIECE:
            pieces.append("")
        pieces[-1] += word
    return " ".join(map(repr, pieces))


def _escaped(text: str) -> str:
    """A text between three quotes."""
    text = text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    if text.endswith('"'):
        text = text[:-1] + r"\""
    return "".join(char if char.isprintable() or char == "\n" else _code(char) for char in text)


def _code(char: str) -> str:
    return ascii(char)[1:-1]
