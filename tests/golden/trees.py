# SPDX-License-Identifier: GPL-2.0-or-later
"""The golden trees: that of one dialect whole, of the others what differs from it."""

from __future__ import annotations

from pathlib import Path

EXPECTED = Path(__file__).with_name("expected")
WHOLE = "11"

LACKS = {"rfc": ("hw/misc/kinds/", "hw/misc/locks/")}
"""Crates that a dialect does not have, as it refuses something of their specs."""


def own(dialect: str) -> dict[str, Path]:
    """The files that are kept for a dialect, by their paths in its tree."""
    folder = EXPECTED / dialect
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def tree(dialect: str) -> dict[str, Path]:
    """The golden file of each file of a dialect's tree: its own, or that of the whole tree."""
    lacks = LACKS.get(dialect, ())
    shared = {path: file for path, file in own(WHOLE).items() if not path.startswith(lacks)}
    return {**shared, **own(dialect)}
