# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line as a shell sees it: arguments in, exit status and texts out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    output: str
    errors: str


Run = Callable[..., Done]
