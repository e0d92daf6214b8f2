# SPDX-License-Identifier: GPL-2.0-or-later
"""Strings of a spec: documentation, and others."""

from __future__ import annotations

import re
import textwrap

from vmgen.model.prose import shaped

_WIDTH = 100
_INDENT = "    "
_PIECE = 78


def docstring(text: str, indent: str = "") -> str:
    """The documentation of a file or class, as black leaves it; empty for none."""
    if not text:
        return ""
    lines = text.split("\n")
    written = "\n".join(_literal(lines, indent))
    # A block below a title alone would be moved to the margin by black.
    moved = len(lines) > 1 and all(line[:1] in ("", " ") for line in lines[1:])
    return f"{written}{'  # fmt: skip' if moved else ''}"


def below(text: str, indent: str = _INDENT) -> list[str]:
    """The documentation below a field, variant or constant; nothing for none."""
    if "\n" in text:
        return _literal(text.split("\n"), indent)
    words = " ".join(text.split())
    if not words:
        return []
    if len(words) + len(indent) + 2 <= _WIDTH:
        return [f"{indent}{words!r}"]
    width = _WIDTH - len(indent) - 3
    lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    if shaped("\n".join(lines)):  # a word at the margin would be a list's
        return [f"{indent}({quoted(words)})"]
    return [f'{indent}"""' + _escaped(f"\n{indent}".join(lines)) + '"""']


def _literal(lines: list[str], indent: str) -> list[str]:
    """A string between three quotes, whose lines begin at an indentation."""
    first, *rest = (_escaped(line) for line in lines)
    made = [f'"""{first}', *rest, '"""'] if rest else [f'"""{first}"""']
    return [f"{indent}{line}" if line else "" for line in made]


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
