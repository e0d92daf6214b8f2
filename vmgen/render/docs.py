# SPDX-License-Identifier: GPL-2.0-or-later
"""Docstrings of a spec as Rust doc comments that pass QEMU's rustdoc and clippy lints."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

_WIDTH = 76
_COMMENT_WIDTH = 93

_WORD = re.compile(r"\w+(?:::\w+)*")
_KNOWN = {"PrimeCell", "IrDA"}  # QEMU's clippy.toml
_URL = re.compile(r"(?<![<`])https?://[^\s>)\"']+")


def _is_code(word: str) -> bool:
    """What clippy's doc_markdown wants in backticks: paths, snake_case and CamelCase."""
    if word in _KNOWN:
        return False
    if "::" in word or "_" in word.strip("_"):
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
    return f"`{word}`" if _is_code(word) else word


def _escape_plain(text: str) -> str:
    text = _URL.sub(lambda match: f"\0{match.group()}\1", text)
    text = text.replace("[", r"\[").replace("]", r"\]").replace("<", r"\<").replace(">", r"\>")
    parts = re.split("(\0[^\1]*\1)", text)  # a link stays as it is
    parts[::2] = [_WORD.sub(_marked, part) for part in parts[::2]]
    return "".join(parts).replace("\0", "<").replace("\1", ">")


def escape(text: str) -> str:
    """Markdown that says what the plain text said."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a single backtick would open code that never ends
        parts = [text.replace("`", "'")]
    parts[::2] = [_escape_plain(part) for part in parts[::2]]
    return "`".join(parts)


def paragraphs(text: str) -> list[str]:
    """The text in lines of at most 76 columns, an empty line between paragraphs."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if lines:
            lines.append("")
        plain = escape(" ".join(block.split()))
        lines += textwrap.wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return lines


def comment(text: str) -> str:
    """A comment of `//` lines, for people who read the code and no tool."""
    return "\n".join(f"// {line}" for line in textwrap.wrap(text, _COMMENT_WIDTH))


def linked_doc(text: str) -> str:
    """A doc comment of our own with links in it, which are not escaped."""
    lines = textwrap.wrap(text, _COMMENT_WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(f"/// {line}\n" for line in lines)


@lru_cache(maxsize=1024)
def doc(text: str, prefix: str = "///") -> str:
    """A doc comment with a line break at its end; empty where there is no text."""
    return "".join(f"{prefix} {line}".rstrip() + "\n" for line in paragraphs(text) if text.strip())
