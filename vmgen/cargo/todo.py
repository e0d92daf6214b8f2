# SPDX-License-Identifier: GPL-2.0-or-later
"""Where an author's files still say `todo!`, by their text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_NO_CODE = re.compile(
    r"//[^\n]*" r"|/\*.*?\*/" r'|\bb?r(#*)".*?"\1' r'|"(?:\\.|[^"\\])*"' r"|'(?:\\.|[^'\\\n])'",
    re.DOTALL,
)
"""Comments, strings and characters of Rust."""
_TODO = re.compile(r"\btodo!")
_METHOD = re.compile(r"\bfn\s+(?:r#)?(\w+)")


class Todo(NamedTuple):
    """An open `todo!`: the function that it is in, and where."""

    method: str
    file: str
    line: int

    def __str__(self) -> str:
        file = self.file.removeprefix(f"{Path.cwd()}/")
        return f"`{self.method}` ({file}:{self.line})"


def open_todos(crate: Path) -> list[Todo]:
    """All in the sources of a crate, by file and line. What vmgen itself emits has none."""
    return [todo for file in sorted(crate.glob("src/**/*.rs")) for todo in _in_file(file)]


def _in_file(file: Path) -> Iterator[Todo]:
    code = _code(file, only_with="todo!")
    for found in _TODO.finditer(code):
        line = code.count("\n", 0, found.start()) + 1
        yield Todo(_method(code, line), str(file), line)


def todo_at(file: str, line: int) -> Todo:
    """The one at a line, in the function that begins at or above it."""
    return Todo(_method(_code(Path(file)), line), file, line)


def _method(code: str, line: int) -> str:
    """The function that a line is in; empty where it is in none."""
    methods = [
        (code.count("\n", 0, found.start()) + 1, found[1]) for found in _METHOD.finditer(code)
    ]
    at = bisect_right([start for start, _ in methods], line)
    return methods[at - 1][1] if at else ""


def _code(file: Path, only_with: str = "") -> str:
    """The file's text with nothing but code, every line where it was; empty without these words."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    if only_with not in text:
        return ""
    return _NO_CODE.sub(lambda found: "\n" * found[0].count("\n"), text)
