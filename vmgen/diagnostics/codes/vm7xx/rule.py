# SPDX-License-Identifier: GPL-2.0-or-later
"""How a row of the tables is written."""

from __future__ import annotations

from vmgen.diagnostics.codes.entry import Outcome, Rule, Severity

SEVERITIES: dict[Outcome, Severity] = {
    "ok": "note",
    "defaults": "note",
    "undecided": "warning",
    "refused": "error",
    "shifted": "error",
    "wrong": "error",
}
"""Of a finding with this outcome."""

PHRASES: dict[Outcome, str] = {
    "ok": "ok",
    "defaults": "ok with defaults",
    "undecided": "undecided",
    "refused": "refused",
    "shifted": "shifted",
    "wrong": "silently wrong",
}
"""As they are printed."""

WORST: tuple[Outcome, ...] = ("ok", "defaults", "undecided", "refused", "shifted", "wrong")


def worst(*outcomes: Outcome) -> Outcome:
    """The worst of some outcomes; `ok` of none."""
    return max(outcomes, key=WORST.index, default="ok")


def rule(code: int, name: str, forward: Outcome, backward: Outcome, cause: str, mend: str) -> Rule:
    """A rule, as severe as the worse of its two outcomes."""
    severity = SEVERITIES[worst(forward, backward)]
    return Rule(f"VM{code}", name, cause, mend, severity, forward, backward)
