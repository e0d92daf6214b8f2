# SPDX-License-Identifier: GPL-2.0-or-later
"""Verdicts as text and as JSON; findings by the one type of message that vmgen has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vmgen.compat.rules import rule_of
from vmgen.compat.verdict import DIRECTIONS, Finding, Verdict
from vmgen.diagnostics.codes.vm7xx.rule import PHRASES
from vmgen.diagnostics.report import render

QUIET = ("ok",)
"""Outcomes of findings that are not shown one by one unless they are asked for."""


def text_lines(verdicts: Sequence[Verdict], *, every: bool = False) -> Iterator[str]:
    """A headline per device that differs, its findings below, and a line of all in the end."""
    for verdict in verdicts:
        shown = [it for it in verdict.findings if every or it.outcome not in QUIET]
        if not shown and _plain(verdict):
            continue
        yield headline(verdict)
        for finding in sorted(shown, key=_order):
            yield render(finding.diagnostic())
            if finding.severity == "error":
                yield f"  = fingerprint: {finding.fingerprint}"
        yield ""
    yield summary(verdicts)


def _plain(verdict: Verdict) -> bool:
    return verdict.worst == "ok" or (bool(verdict.blind) and verdict.worst == "undecided")


def _order(finding: Finding) -> tuple[int, int]:
    severities = ("error", "warning", "note")
    return DIRECTIONS.index(finding.direction), severities.index(finding.severity)


def headline(verdict: Verdict) -> str:
    """`pl011: old -> new ok with defaults, new -> old refused`."""
    said = (f"{direction} {PHRASES[verdict.outcome(direction)]}" for direction in DIRECTIONS)
    return f"{verdict.device}: {', '.join(said)}"


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many devices there are of each outcome, in each direction."""
    parts = []
    for direction in DIRECTIONS:
        counts = Counter(PHRASES[verdict.outcome(direction)] for verdict in verdicts)
        order = [phrase for phrase in PHRASES.values() if counts[phrase]]
        parts.append(f"{direction}: {', '.join(f'{counts[it]} {it}' for it in order) or 'nothing'}")
    blind = {verdict.blind for verdict in verdicts if verdict.blind}
    told = f" ({'; '.join(sorted(blind))})" if blind else ""
    many = f"{len(verdicts)} device{'' if len(verdicts) == 1 else 's'}"
    return f"{many}; {'; '.join(parts)}{told}"


def as_json(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """All of it."""
    return {"devices": [_verdict(it) for it in verdicts]}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "device": verdict.device,
        "outcomes": {direction: verdict.outcome(direction) for direction in DIRECTIONS},
        "blind": verdict.blind,
        "findings": [finding_as_json(it) for it in verdict.findings],
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding."""
    rule, at = rule_of(finding.rule), finding.position
    return {
        "rule": finding.rule,
        "code": rule.code,
        "direction": finding.direction,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path,
        "version": finding.version,
        "offset": finding.offset,
        "lock": finding.lock,
        "decides": finding.decides,
        "mend": rule.mend,
        "fingerprint": finding.fingerprint,
        "file": at.file,
        "line": at.line or None,
        "column": at.column or None,
    }
