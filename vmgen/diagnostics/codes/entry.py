# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of a code."""

from __future__ import annotations

from typing import Literal

from vmgen.values import dataclass

Severity = Literal["error", "warning", "note"]

Outcome = Literal["ok", "defaults", "undecided", "refused", "shifted", "wrong"]
"""What one side makes of what the other sends, the worst last.

`defaults`: it loads, and something that did not arrive has its default. `refused`: the load ends
with an error. `shifted`: bytes go to other fields, and the section is refused behind its end, if at
all. `wrong`: another value, and no error anywhere. `undecided`: what is known of a side does not
tell.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code: why what it is given for hurts (`cause`), and what to write instead (`mend`)."""

    code: str
    name: str
    cause: str
    mend: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Rule(Entry):
    """A rule of compatibility, and what comes of a change that it is about.

    The outcomes are those of its plain case; of a finding they are its own.
    """

    forward: Outcome = "ok"
    """What the new side makes of what the old one sends."""
    backward: Outcome = "ok"
    """What the old side makes of what the new one sends."""
