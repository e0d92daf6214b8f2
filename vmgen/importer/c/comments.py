# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments as documentation: the one behind a declaration, or the one above it."""

from __future__ import annotations

import re

from vmgen.importer.c.source import Source, readable

_BEHIND = re.compile(r"[ \t,;]*(/\*[\s\S]{0,2000}?\*/|//[^\n]{0,2000})")
_ABOVE = re.compile(r"(?:^|\n)[ \t]*(/\*(?:(?!\*/)[\s\S]){0,4000}\*/|(?://[^\n]*\n[ \t]*)+)\s*\Z")
_MARKER = re.compile(r"/\*+\s*<\s*\w+\s*>\s*\*+/")
"""`/*< private >*/`: for the tool that makes C's documentation, and not about what stands below."""
_MOST = 4000


def text_of(comment: str) -> str:
    """What a comment says, without its stars and slashes, as lines."""
    comment = readable(comment)
    if _MARKER.fullmatch(comment):
        return ""
    if comment.startswith("//"):
        lines = [re.sub(r"^\s*///?<?", "", line) for line in comment.splitlines()]
    else:
        inner = re.sub(r"^/\*+<?|\**\*/$", "", comment)
        lines = [re.sub(r"^\s*\*(?!\*)\s?", "", line) for line in inner.splitlines()]
    text = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n[ \t]*\n+", "\n\n", text).strip(" \n\t*-=")


def said(source: Source, start: int, end: int) -> str:
    """What is said of what stands from `start` to `end`.

    A comment on the same line is of it. One above is too, unless others follow without a blank line
    or a comment of their own: that is a heading for all of them.
    """
    line_end = source.text.find("\n", end)
    line_end = len(source.text) if line_end < 0 else line_end
    behind = _BEHIND.match(source.text, end)
    if behind is not None and behind.start(1) < line_end:
        return text_of(behind[1])
    return above(source, start) if _alone(source, line_end) else ""


def _alone(source: Source, line_end: int) -> bool:
    following = source.text[line_end + 1 : line_end + 200].partition("\n")[0].strip()
    return following[:1] in ("", "}", "#") or following.startswith(("/*", "//"))


def above(source: Source, start: int) -> str:
    """The comment that ends on the line above a place, with nothing else on its lines."""
    line = source.text.rfind("\n", 0, start) + 1
    before = source.text[max(0, line - _MOST) : line]
    if source.text[line:start].strip() or before.endswith("\n\n"):
        return ""
    if not before.rstrip().endswith("*/") and "//" not in before[-200:]:
        return ""
    match = _ABOVE.search(before)
    return "" if match is None else text_of(match[1])
