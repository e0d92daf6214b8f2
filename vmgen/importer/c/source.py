# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a C file: where its lines are, and what of it is neither a comment nor a string.

The bytes are kept one to a character, so that a place in the text is a place in the file, whatever
the file is; what a person reads of it is made UTF-8 again.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import chain

from vmgen.importer.found import Spot

LARGEST = 16 << 20
"""Bytes of a file that are read; QEMU's own largest are below 2 MiB."""

_MOST_BRACES = 1_000_000
_LONGEST = 1 << 16
"""Characters in parentheses."""

# Whole runs, then what is escaped: an alternative for each character would be one to come back to.
_APART = re.compile(
    r"//[^\\\n]*(?:\\[\s\S][^\\\n]*)*|/\*[\s\S]*?(?:\*/|\Z)"
    r'|"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"?' + r"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'?"
)
_INK = re.compile(r"[^\n]")


def readable(text: str) -> str:
    """Characters of a source as a person reads them."""
    return text.encode("latin-1").decode("utf-8", "replace")


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    if text[0] in "\"'":
        closed = len(text) > 1 and text[-1] == text[0]
        inner = text[1 : -1 if closed else None]
        return text[0] + _INK.sub(" ", inner) + (text[0] if closed else "")
    return _INK.sub(" ", text) if "\n" in text else " " * len(text)


class Source:
    """One file."""

    def __init__(self, path: str, data: bytes) -> None:
        """`path` is what findings call it."""
        self.path = path
        self.cut = len(data) > LARGEST
        self.text = data[:LARGEST].decode("latin-1")

    @cached_property
    def plain(self) -> str:
        """The text with comments and what is in quotes as spaces, character for character."""
        return _APART.sub(_blank, self.text)

    @cached_property
    def _lines(self) -> array[int]:
        return array("L", chain((0,), (match.end() for match in re.finditer("\n", self.text))))

    def line(self, at: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self._lines, at)

    def spot(self, at: int) -> Spot:
        """The place as a finding has it."""
        line = self.line(at)
        before = self.text[self._lines[line - 1] : at]
        return Spot(self.path, line, len(readable(before)) + 1)

    @cached_property
    def _braces(self) -> dict[int, int]:
        """Where each brace is closed; of very many, the first."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for count, match in enumerate(re.finditer(r"[{}]", self.plain)):
            if count == _MOST_BRACES:
                break
            if match[0] == "{":
                opened.append(match.start())
            elif opened:
                found[opened.pop()] = match.start()
        return found

    def closing(self, at: int) -> int:
        """Where the brace or parenthesis at `at` is closed; the end of the text if never."""
        if self.plain[at] == "{":
            return self._braces.get(at, len(self.plain))
        depth = 0
        for match in re.compile(r"[()]").finditer(self.plain, at, at + _LONGEST):
            depth += 1 if match[0] == "(" else -1
            if depth == 0:
                return match.start()
        return len(self.plain)
