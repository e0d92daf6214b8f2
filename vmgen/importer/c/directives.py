# SPDX-License-Identifier: GPL-2.0-or-later
"""What the preprocessor is told in a file: macros, includes, and what stands behind which `#if`."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice

from vmgen.importer.c.source import Source
from vmgen.values import dataclass

_LINE = re.compile(r"^[ \t]*#[ \t]*(\w+)([^\\\n]*(?:\\[\s\S][^\\\n]*)*)", re.MULTILINE)
_DEFINE = re.compile(r"\s*([A-Za-z_]\w*)(\(([^()]*)\))?")
_INCLUDE = re.compile(r'\s*(?:"([^"\n]+)"|<([^>\n]+)>)')
_MOST_NESTED = 64
_MOST_BRANCHES = 64
"""Of an `#if`, by `#elif`."""
_MOST_LINES = 200_000
"""For the preprocessor, of one file."""

Asked = tuple[str, bool]
"""The text of an `#if`, and whether it has to hold."""


@dataclass(frozen=True, slots=True)
class Define:
    """A `#define`."""

    name: str
    parameters: tuple[str, ...] | None
    """None of one that is no function."""
    source: Source
    at: int
    start: int
    end: int
    """The body, in the source."""
    asked: tuple[Asked, ...]
    """The `#if`s it stands behind."""

    @property
    def body(self) -> str:
        """Its text."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Include:
    """An `#include`."""

    path: str
    quoted: bool
    at: int


class Directives:
    """All of a file's."""

    def __init__(self, source: Source) -> None:
        """What is behind `#if 0` is read as well: who asks looks at the conditions."""
        self.source = source
        self.defines: dict[str, list[Define]] = {}
        self.removed: dict[str, list[int]] = {}
        """By name where an `#undef` is."""
        self.includes: list[Include] = []
        self._edges = [0]
        self._deeper = 0
        self._states: list[tuple[Asked, ...]] = [()]
        self._read()

    def asked(self, at: int) -> tuple[Asked, ...]:
        """The `#if`s that a place stands behind."""
        return self._states[bisect_right(self._edges, at) - 1]

    def _read(self) -> None:
        stack: list[list[Asked]] = []
        guard = ""
        for match in islice(_LINE.finditer(self.source.plain), _MOST_LINES):
            word, rest = match[1], match[2]
            if word == "define":
                if guard and stack and rest.split()[:1] == [guard]:
                    stack[-1] = []  # a guard against a second inclusion, or a default
                    self._edge(match.start(), stack)
                self._define(match)
            elif word == "undef":
                self.removed.setdefault(rest.strip(), []).append(match.start())
            elif word in ("include", "include_next"):
                self._include(match)
            else:
                if self._branch(word, " ".join(rest.split()), stack):
                    self._edge(match.end(), stack)
            guard = rest.strip() if word == "ifndef" else ""

    def _branch(self, word: str, text: str, stack: list[list[Asked]]) -> bool:
        """Whether what stands behind is another branch; what is nested too deep is none."""
        if word in ("if", "ifdef", "ifndef"):
            self._deeper += len(stack) >= _MOST_NESTED
            if not self._deeper:
                asked = text if word == "if" else f"defined({text})"
                stack.append([(asked, word != "ifndef")])
        elif self._deeper:
            self._deeper -= word == "endif"
        elif word == "endif":
            del stack[-1:]
            return True
        elif word in ("elif", "else") and stack and stack[-1]:
            *before, (last, wanted) = stack[-1]
            if len(before) == _MOST_BRANCHES:
                last, wanted, word = f"more than {_MOST_BRANCHES} branches", False, "else"
            stack[-1] = [*before, (last, not wanted)]
            if word == "elif":
                stack[-1].append((text, True))
            return True
        return word.startswith("if") and not self._deeper

    def _edge(self, at: int, stack: list[list[Asked]]) -> None:
        self._edges.append(at)
        self._states.append(tuple(item for level in stack for item in level))

    def _define(self, match: re.Match[str]) -> None:
        found = _DEFINE.match(self.source.plain, match.start(2), match.end())
        if found is None:
            return
        parameters = None
        if found[2] is not None:
            parameters = tuple(name for it in found[3].split(",") if (name := it.strip(" \t\\\n")))
        self.defines.setdefault(found[1], []).append(
            Define(
                found[1],
                parameters,
                self.source,
                match.start(),
                found.end(),
                match.end(),
                self._states[-1],
            )
        )

    def _include(self, match: re.Match[str]) -> None:
        found = _INCLUDE.match(self.source.text, match.start(2), match.end())
        if found is not None:
            quoted = found[1] is not None
            self.includes.append(Include(found[1] or found[2], quoted, match.start()))
