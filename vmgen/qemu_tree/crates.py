# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates that a tree has already, and what they have for others."""

from __future__ import annotations

import re
from pathlib import Path

_MANIFESTS = ("*", "bindings/*", "hw/*", "hw/*/*")
_NAME = re.compile(r'^name\s*=\s*"([^"]+)"', re.MULTILINE)
_COMMENT = re.compile(r"//[^\n]*")
_ALL_OF = re.compile(r"\bpub\s+use\s+(?:::)?(\w+)[\w:]*::(?:\*|\{[^}]*\*)")


def crates_in(root: Path) -> dict[str, Path]:
    """The folders of the Rust crates in a source tree, by name."""
    found = {}
    for pattern in _MANIFESTS:
        for manifest in sorted((root / "rust").glob(f"{pattern}/Cargo.toml")):
            name = _NAME.search(_text(manifest))
            if name:
                found[name[1]] = manifest.parent
    return found


def may_have(crate: Path, name: str) -> bool:
    """Whether a crate can have an item of a name; False only where it certainly has none.

    True also where everything of another crate is in it, which nobody here looks at.
    """
    sources = crate / "src"
    texts = [_COMMENT.sub("", _text(file)) for file in sorted(sources.glob("**/*.rs"))]
    if any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts):
        return True
    modules = {file.stem for file in sources.glob("**/*.rs")} | {"crate", "self", "super"}
    return any(root not in modules for text in texts for root in _ALL_OF.findall(text))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
