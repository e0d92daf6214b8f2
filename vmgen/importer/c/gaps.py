# SPDX-License-Identifier: GPL-2.0-or-later
"""What of C's text was not understood: one code for each reason."""

from __future__ import annotations

from vmgen.importer.found import Gap, Spot

MACRO = "VM620"
NUMBER = "VM621"
MEMBER = "VM622"
TARGET = "VM623"
INFO = "VM624"
DESCRIPTION = "VM625"
CONDITIONAL = "VM626"
INITIALISER = "VM627"
PREDICATE = "VM628"
TOO_MUCH = "VM629"
TWICE = "VM631"


def gap(code: str, text: str, at: Spot, mend: str = "") -> Gap:
    """A gap; the advice of its code is enough where `mend` is empty."""
    return Gap(code, text, mend, at)


def unanswered(condition: str, at: Spot) -> Gap:
    """Behind an `#if` of which nobody said whether it holds."""
    words = condition.replace("defined(", "").replace(")", "").replace("!(", "")
    return gap(
        CONDITIONAL,
        f"it stands behind `#if {condition[:80]}`",
        at,
        f"Say whether it holds: `-D {words[:40]}` or `-U {words[:40]}`, or `--target`.",
    )


def word(text: str, at: Spot) -> Gap:
    """Of a `target_ulong` nobody said how wide it is."""
    mend = "Say `--target`, `x86_64` or another, or `-D TARGET_LONG_BITS=64`."
    return gap(TARGET, text, at, mend)


def number(what: str, reason: str, at: Spot) -> Gap:
    """A count, size or version that is no number."""
    code = TARGET if "--target" in reason else NUMBER
    return gap(code, f"{what}: {reason}", at)
