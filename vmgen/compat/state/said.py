# SPDX-License-Identifier: GPL-2.0-or-later
"""What becomes of a state, as text, as JSON, and as the one type of message."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from vmgen.compat.rules import rule_of
from vmgen.compat.state.advice import ways_out
from vmgen.compat.state.found import STOPS, Found
from vmgen.compat.state.load import Load, Loaded
from vmgen.compat.verdict import fingerprint
from vmgen.diagnostics import Diagnostic, Position
from vmgen.diagnostics.codes.vm7xx.rule import PHRASES, SEVERITIES

_WIDTH = 100
_MOST = 12
"""Findings of one section that are shown."""


def as_text(told: Load, state: str, target: str) -> str:
    """The verdict first, then what to do, the sections that matter, and how many there are else."""
    lines = [_headline(told, state, target), ""]
    if told.stop is not None:
        lines += [*_section(told.stop), _note("what to do", ways_out(_rule(told.stop))), ""]
    if told.doubts:
        before = "before it, and perhaps where it ends" if told.stop else "not known"
        lines += [f"{before}:"]
        for item in told.doubts:
            lines += _section(item)
        lines += [""]
    behind = [item for item in _behind(told) if item.outcome in STOPS]
    if behind:
        lines += ["would be refused as well, were it to come to them:"]
        for item in behind:
            lines += _section(item)
        lines += [""]
    counts = Counter(PHRASES[item.outcome] for item in told.sections)
    parts = ", ".join(f"{count} {phrase}" for phrase, count in counts.most_common())
    lines += [f"{len(told.sections)} sections: {parts}"]
    return "\n".join(lines) + "\n"


def as_json(told: Load, state: str, target: str) -> dict[str, Any]:
    """One document: `verdict`, `section`, `instance` and `rule` of what stops it at its top."""
    main = told.headline
    return {
        "verdict": told.verdict,
        "section": main.name if main else None,
        "instance": main.instance if main else None,
        "rule": _rule(main) if main else None,
        "state": state,
        "target": target,
        "machine": told.machine,
        "undecided": [{"section": item.name, "instance": item.instance} for item in told.doubts],
        "advice": ways_out(_rule(told.stop)) if told.stop else None,
        "sections": [_members(item) for item in told.sections],
    }


def as_diagnostics(told: Load, state: str) -> Iterator[tuple[Diagnostic, str]]:
    """What may end the load, in its order, as the one type of message; each with a fingerprint."""
    for item in told.sections:
        for found in item.found:
            if found.outcome in ("ok", "defaults"):
                continue
            where = " ".join(filter(None, (item.key, found.path)))
            message = f"{found.rule}, {PHRASES[found.outcome]}: {where}: {found.message}"
            mend = found.decides or ways_out(found.rule)
            severity = SEVERITIES[found.outcome]
            mark = fingerprint(found.rule, found.outcome, where, found.message)
            code = rule_of(found.rule).code
            yield Diagnostic(code, Position(state), message, "", mend, severity), mark


def _headline(told: Load, state: str, target: str) -> str:
    machine = f" ({told.machine})" if told.machine else ""
    if told.stop is not None:
        return f"refused: {target} does not load {state}{machine}: {told.stop.key} ends it"
    if not told.doubts:
        return f"loads: {target} loads {state}{machine}, if it has the same devices and memory"
    names = dict.fromkeys(item.name for item in told.doubts)
    listed = ", ".join(list(names)[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return f"undecided: nothing refuses {state}{machine} on {target}; not known of {listed}"


def _section(item: Loaded) -> Iterator[str]:
    shown = [found for found in item.found if found.outcome not in ("ok", "defaults")]
    yield f"  {item.key} (version {item.version}): {PHRASES[item.outcome]}"
    if item.outcome in STOPS:
        shown = [found for found in shown if found.outcome in STOPS]
    for found in shown[:_MOST]:
        yield from _finding(found)
    if len(shown) > _MOST:
        yield f"      and {len(shown) - _MOST} more"


def _finding(found: Found) -> Iterator[str]:
    where = f"{found.path}: " if found.path else ""
    at = f" (from byte {found.offset} of the section on)" if found.offset is not None else ""
    text = f"{where}{found.message}{at} [{found.rule}]"
    yield textwrap.fill(text, _WIDTH, initial_indent="      ", subsequent_indent="        ")
    if found.decides:
        yield f"        would decide it: {found.decides}"


def _note(label: str, text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=f"  = {label}: ", subsequent_indent=" " * (len(label) + 6)
    )


def _behind(told: Load) -> tuple[Loaded, ...]:
    """Sections behind the one that ends the load."""
    if told.stop is None:
        return ()
    return told.sections[told.sections.index(told.stop) + 1 :]


def _rule(item: Loaded) -> str:
    return item.main.rule if item.main else ""


def _members(item: Loaded) -> dict[str, Any]:
    return {
        "section": item.name,
        "instance": item.instance,
        "version": item.version,
        "outcome": item.outcome,
        "findings": [
            {
                "rule": found.rule,
                "outcome": found.outcome,
                "path": found.path,
                "offset": found.offset,
                "message": found.message,
                "decides": found.decides,
            }
            for found in item.found
        ],
    }
