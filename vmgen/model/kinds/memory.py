# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes of single things in C's memory (vmstate-wire.md section 14)."""

from __future__ import annotations

from vmgen.layout import SCALARS
from vmgen.values import dataclass

POINTER = 8
"""A clock is behind a pointer."""

TIMER = 48
"""sizeof(QEMUTimer) on 64-bit hosts, as in the dumps of `aspeed.timer`."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Size and alignment of one element."""

    size: int
    align: int


def scalar_memory(name: str) -> Memory:
    """A scalar is aligned to its size."""
    size = SCALARS[name].size
    return Memory(size, size)
