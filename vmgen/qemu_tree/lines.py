# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines put into meson.build and Kconfig files: where they belong, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SUBDIR = re.compile(r"""subdir\(\s*['"]([^'"]+)['"]\s*\)""")
_SOURCE = re.compile(r"""source\s+"?([^"\s]+)"?""")
_CONFIG = re.compile(r"(?:menu)?config\s+(\w+)")


def add_subdir(text: str, folder: str) -> str:
    """A meson.build with `subdir('folder')`."""
    return _add_line(text, _SUBDIR, folder, f"subdir('{folder}')")


def add_source(text: str, file: str) -> str:
    """A Kconfig with `source file`."""
    return _add_line(text, _SOURCE, file, f"source {file}")


def has_source(text: str, file: str) -> bool:
    """Whether a Kconfig has `source file`."""
    return file in _keys(text.splitlines(), _SOURCE, anywhere=True)


def add_config(text: str, symbol: str, entry: str) -> str:
    """A Kconfig with the entry of a symbol, between the entries that are there."""
    lines = text.splitlines()
    if symbol in _keys(lines, _CONFIG, anywhere=True):
        return text
    keys = _keys(lines, _CONFIG)
    at = _place(list(keys), symbol)
    block = entry.strip("\n").splitlines()
    if at is None:
        kept = _stripped(lines)
        return _join(text, [*kept, *([""] if kept else []), *block], appended=True)
    start = keys[at]
    while start and lines[start - 1].startswith("#"):  # a comment belongs to what is below it
        start -= 1
    return _join(text, [*lines[:start], *block, "", *lines[start:]], appended=False)


def add_line(text: str, name: str, line: str) -> str:
    """A file that has this line at its end, if none names what it is about already."""
    lines = text.splitlines()
    if any(name in there for there in lines if not there.lstrip().startswith("#")):
        return text
    return _join(text, [*_stripped(lines), line], appended=True)


def drop_line(text: str, name: str) -> str:
    """A file without the lines that name this; comments stay."""
    lines = text.splitlines(keepends=True)
    return "".join(it for it in lines if name not in it or it.lstrip().startswith("#"))


def drop_subdir(text: str, folder: str) -> str:
    """A meson.build without `subdir('folder')`."""
    return _drop_line(text, _SUBDIR, folder)


def drop_source(text: str, file: str) -> str:
    """A Kconfig without `source file`."""
    return _drop_line(text, _SOURCE, file)


def drop_config(text: str, entry: str) -> str:
    """A Kconfig without an entry; one that is not just so any more is somebody's, and stays."""
    lines, block = text.splitlines(), entry.strip("\n").splitlines()
    for start in range(len(lines)):
        end = start + len(block)
        if block and lines[start:end] == block and not "".join(lines[end : end + 1]).strip():
            below = lines[end + 1 :]
            left = [*(lines[:start] if below else _stripped(lines[:start])), *below]
            return _join(text, left, appended=True) if left else ""
    return text


def _drop_line(text: str, pattern: re.Pattern[str], key: str) -> str:
    """The file without the lines that name this."""
    lines = text.splitlines(keepends=True)
    found = ((line, pattern.match(line.lstrip())) for line in lines)
    return "".join(line for line, match in found if match is None or match[1] != key)


def _add_line(text: str, pattern: re.Pattern[str], key: str, line: str) -> str:
    """The file with one more line of a kind: in order where the lines are, else behind them."""
    lines = text.splitlines()
    if key in _keys(lines, pattern, anywhere=True):
        return text
    keys = _keys(lines, pattern)
    at = _place(list(keys), key)
    index = keys[at] if at is not None else max(keys.values(), default=len(lines) - 1) + 1
    return _join(text, [*lines[:index], line, *lines[index:]], appended=index == len(lines))


def _keys(
    lines: Sequence[str], pattern: re.Pattern[str], *, anywhere: bool = False
) -> dict[str, int]:
    """What the lines of this kind name, with their numbers; `anywhere`: indented ones too."""
    found = {}
    for number, line in enumerate(lines):
        match = pattern.match(line.lstrip() if anywhere else line)
        if match:
            found[match[1]] = number
    return found


def _place(keys: Sequence[str], key: str) -> str | None:
    """The key to stand before, if the keys are sorted and there is one."""
    if list(keys) != sorted(keys):
        return None
    return next((other for other in keys if other > key), None)


def _stripped(lines: Sequence[str]) -> list[str]:
    """The lines without empty ones at the end."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _join(old: str, lines: Sequence[str], *, appended: bool) -> str:
    """Lines as a file with the old one's line ends; an old last line keeps none if it had none."""
    end = "\r\n" if "\r\n" in old else "\n"
    cut = not appended and not old.endswith("\n")
    return end.join(lines) + ("" if cut else end)
