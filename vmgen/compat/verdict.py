# SPDX-License-Identifier: GPL-2.0-or-later
"""What a comparison finds: a rule, a direction, a place, and what comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from typing import Literal

from vmgen.compat.rules import rule_of
from vmgen.diagnostics import Diagnostic, Position
from vmgen.diagnostics.codes import Outcome
from vmgen.diagnostics.codes.vm7xx.rule import PHRASES, SEVERITIES, worst
from vmgen.diagnostics.diagnostic import Severity
from vmgen.values import dataclass

Direction = Literal["old -> new", "new -> old"]
DIRECTIONS: tuple[Direction, Direction] = ("old -> new", "new -> old")


def fingerprint(*parts: str) -> str:
    """By what a finding is known that these make up."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a direction does not keep, or only the default of."""

    rule: str
    """Name of a rule."""
    direction: Direction
    outcome: Outcome
    device: str
    """Name of the section."""
    message: str
    position: Position
    """The spec's line; of other sides the file."""
    path: str = ""
    """Of the field or subsection in the layout, as a dump or the codec has it."""
    version: int | None = None
    """Of the section that is loaded."""
    offset: int | None = None
    """The first byte in the section that is read as something else, all arrays before it full."""
    lock: str = ""
    """The release whose layout it is about."""
    decides: str = ""
    """Of `undecided`: what would decide it."""

    @property
    def fingerprint(self) -> str:
        """By what an approval names it: another change has another, a moved line has the same.

        One change against several locks is one.
        """
        return fingerprint(
            *(self.rule, self.direction, self.outcome, self.device, self.path, self.message)
        )

    @property
    def severity(self) -> Severity:
        """An error, but for a new subsection that is sent only if there is something to tell: that
        is the way to add something, and other states load."""
        if self.rule in ("SUBSECTION_ADDED", "NESTED_SUBSECTION_ADDED"):
            return "note" if self.outcome == "defaults" else "warning"
        return SEVERITIES[self.outcome]

    def diagnostic(self) -> Diagnostic:
        """The finding as the one type of message has it."""
        since = f" (locked by {self.lock})" if self.lock else ""
        message = f"{self.rule}, {self.direction} {PHRASES[self.outcome]}: {self.message}{since}"
        code = rule_of(self.rule).code
        return Diagnostic(code, self.position, message, "", self.decides, self.severity)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one device, section by name, in both directions."""

    device: str
    findings: tuple[Finding, ...] = ()
    blind: str = ""
    """What a side does not tell of any field, for which it is never `ok`; empty where it is all."""

    def outcome(self, direction: Direction) -> Outcome:
        """The worst in a direction."""
        found = [item.outcome for item in self.findings if item.direction == direction]
        return worst(*found, "undecided" if self.blind else "ok")

    def without(self, approved: Container[str]) -> Verdict:
        """What is left of it without the findings of these fingerprints."""
        left = tuple(it for it in self.findings if it.fingerprint not in approved)
        return Verdict(self.device, left, self.blind)

    @property
    def worst(self) -> Outcome:
        """The worst of both directions."""
        return worst(*map(self.outcome, DIRECTIONS))


def failed(verdicts: Iterable[Verdict]) -> bool:
    """Whether an error is among the findings."""
    return any(it.severity == "error" for verdict in verdicts for it in verdict.findings)
