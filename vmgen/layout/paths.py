# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths of fields: `regs.mbox[0].count`, as the codec, the vectors and verify write them."""

from __future__ import annotations

import re

_INDEX = re.compile(r"\[\d+\]")


def bare(path: str) -> str:
    """A path without indices."""
    return _INDEX.sub("", path)
