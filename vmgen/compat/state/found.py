# SPDX-License-Identifier: GPL-2.0-or-later
"""What is found of a state that a target is to load."""

from __future__ import annotations

from collections.abc import Iterable

from vmgen.diagnostics.codes import Outcome
from vmgen.diagnostics.codes.vm7xx.rule import worst
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that the load of a section comes to."""

    outcome: Outcome
    rule: str
    """Name of a rule."""
    message: str
    path: str = ""
    """Of the field or subsection, as the stream's description has it."""
    offset: int | None = None
    """The first byte of the section that is read as something else."""
    decides: str = ""
    """Of `undecided`: what would decide it."""


def outcome_of(found: Iterable[Found]) -> Outcome:
    """The worst of what was found; `ok` of nothing."""
    return worst(*(item.outcome for item in found))


STOPS = ("refused", "shifted")
"""With these outcomes the load ends."""
