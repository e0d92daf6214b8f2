"""Docstrings of a spec as Rust doc comments that pass QEMU's rustdoc and clippy lints."""

from __future__ import annotations

import re
import textwrap

_WIDTH = 76

# Words that clippy's doc_markdown wants in backticks: paths, snake_case and CamelCase.
_CODE = re.compile(
    r"(?<![\w`])(?:\w+(?:::\w+)+|\w*[a-zA-Z0-9]_\w+|[A-Z]\w*[a-z]\w*[A-Z]\w*)(?![\w`])"
)
_KNOWN = {"PrimeCell", "IrDA"}  # QEMU's clippy.toml
_URL = re.compile(r"(?<![<`])https?://[^\s>)\"']+")


def _escape_plain(text: str) -> str:
    text = _URL.sub(lambda match: f"\0{match.group()}\1", text)
    text = text.replace("[", r"\[").replace("]", r"\]").replace("<", r"\<").replace(">", r"\>")
    text = _CODE.sub(
        lambda match: match.group() if match.group() in _KNOWN else f"`{match.group()}`", text
    )
    return text.replace("\0", "<").replace("\1", ">")


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


def doc(text: str, prefix: str = "///") -> str:
    """A doc comment with a line break at its end; empty where there is no text."""
    return "".join(f"{prefix} {line}".rstrip() + "\n" for line in paragraphs(text) if text.strip())
