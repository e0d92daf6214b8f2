# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of a code."""

from __future__ import annotations

from typing import Literal

from vmgen.values import dataclass

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code: why what it is given for hurts (`cause`), and what to write instead (`mend`)."""

    code: str
    name: str
    cause: str
    mend: str
    severity: Severity = "error"
