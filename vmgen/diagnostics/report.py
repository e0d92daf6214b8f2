# SPDX-License-Identifier: GPL-2.0-or-later
"""Diagnostics as text for a terminal: what rustc users are used to reading."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from vmgen.diagnostics.diagnostic import Diagnostic, Diagnostics, Position, Severity

_WIDTH = 100

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What a terminal would obey: a tool, or a spec, may say it."""

MOST_OF_A_CODE = 20
"""Findings of one code that are shown."""


@lru_cache(maxsize=64)
def _lines(file: str) -> tuple[str, ...]:
    try:
        return tuple(Path(file).read_text(encoding="utf-8-sig").split("\n"))
    except (OSError, ValueError):
        return ()


def _excerpt(position: Position) -> Iterable[str]:
    """The spec's own line with a mark under the words in question."""
    lines = _lines(position.file) if position.line else ()
    if not 0 < position.line <= len(lines):
        return
    number, line = str(position.line), lines[position.line - 1]
    gutter = " " * len(number)
    start = max(position.column, 1) - 1
    # Tabs stay tabs, so that the mark stands under what it marks.
    pad = "".join("\t" if char == "\t" else " " for char in line[:start])
    length = max(1, min(position.end_column or len(line) + 1, len(line) + 1) - start - 1)
    yield f"{gutter} |"
    yield f"{number} | {line}"
    yield f"{gutter} | {pad}{'^' * length}"


def _note(label: str, text: str) -> str:
    return textwrap.fill(
        text,
        width=_WIDTH,
        initial_indent=f"  = {label}: ",
        subsequent_indent=" " * (len(label) + 6),
        break_long_words=False,
        break_on_hyphens=False,
    )


def from_here(text: str) -> str:
    """A text with the files in it as seen from the working folder, if they lie below that."""
    try:
        return text.replace(f"{Path.cwd()}/", "")
    except OSError:  # there is no such folder any more
        return text


def render(item: Diagnostic) -> str:
    """One diagnostic as a block of lines: headline, place, excerpt, cause, mend."""
    head = f"{item.severity}[{item.code}]: {item.message}"
    block = [from_here(head), from_here(f"  --> {item.position}")]
    block += _excerpt(item.position)
    block.append(_note("why", item.cause or item.entry.cause))
    block.append(_note("mend", item.mend or item.entry.mend))
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", "\n".join(block))


def summary(diagnostics: Diagnostics) -> str:
    """`2 errors, 1 warning`; empty where there is nothing."""
    severities: tuple[Severity, ...] = ("error", "warning", "note")
    counts = [(diagnostics.count(severity), severity) for severity in severities]
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n)


def render_all(diagnostics: Diagnostics) -> str:
    """The diagnostics, sorted by place, with a summary line at the end.

    Of each code the first `MOST_OF_A_CODE` are shown and the others are counted: hundreds of one
    kind have one cause, and would hide what else is wrong.
    """
    counts: Counter[str] = Counter()
    blocks = []
    for item in diagnostics:
        counts[item.code] += 1
        if counts[item.code] <= MOST_OF_A_CODE:
            blocks.append(render(item))
    more = [(count - MOST_OF_A_CODE, code) for code, count in sorted(counts.items())]
    left = [f"and {count} more {code}" for count, code in more if count > 0]
    return "\n\n".join([*blocks, *left, summary(diagnostics)])
