# SPDX-License-Identifier: GPL-2.0-or-later
"""Why cargo itself failed, by what it says: it has one exit status for everything."""

from __future__ import annotations

import re

_NO_BINDINGS = ("MESON_BUILD_ROOT", "No generated C bindings", "bindings.inc.rs")

_NO_REGISTRY = (
    "offline",
    "failed to download",
    "failed to fetch",
    "network error",
    "download of ",
    "Could not resolve host",
    "no matching package named",
    "failed to query replaced source",
)
_NO_WRITING = r"\(os error (?:5|13|17|20|21|26|27|28|30|36|40|122)\)|No space left on device"
"""Numbers of Linux: what is wrong with a folder, a file or a disk that cargo writes to."""

_CAUSES = (
    ("VM412", "|".join(map(re.escape, _NO_BINDINGS))),
    ("VM401", "could not execute process `[^`]*rustc"),
    ("VM422", r"didn't exit successfully: `[^`]*\brustc\b|`[^`]*\brustc\b[^`]*`+ didn't "),
    ("VM419", "|".join(map(re.escape, _NO_REGISTRY))),
    ("VM420", _NO_WRITING),
)
"""The first that fits: what cannot be written is no cause where a tool could not be started."""


def without_bindings(text: str) -> bool:
    """Whether a message says that a QEMU tree's bindings to its C code are not there."""
    return any(word in text for word in _NO_BINDINGS)


def cause_of(said: str) -> str:
    """The rule for what cargo says; empty where it is none of the known causes."""
    return next((code for code, words in _CAUSES if re.search(words, said)), "")
