# SPDX-License-Identifier: GPL-2.0-or-later
"""How long a program of others may run."""

from __future__ import annotations

from typing import NamedTuple

MOST_SECONDS = 1_000_000
"""The longest time limit that can be set."""


class Limits(NamedTuple):
    """How long each tool may run, in seconds."""

    rustfmt: float = 300.0
    """For all files of one tree: those of 1,000 crates take a tenth of it."""
    cargo: float = 1800.0
    """The first call in a workspace may fetch and compile other crates, and wait for another."""
    engine: float = 30.0
    """For one answer of `vmgen-engine` in a QEMU; they take some ms."""


DEFAULT = Limits()
