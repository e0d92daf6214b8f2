# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: why breaking it hurts (`cause`) and what to write instead (`mend`)."""

    code: str
    name: str
    cause: str
    mend: str
    severity: Severity = "error"
