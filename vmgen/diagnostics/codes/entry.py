# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code: why what it is given for hurts (`cause`), and what to write instead (`mend`)."""

    code: str
    name: str
    cause: str
    mend: str
    severity: Severity = "error"
