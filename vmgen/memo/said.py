# SPDX-License-Identifier: GPL-2.0-or-later
"""The memo of a text that only vmgen itself decides about: its help, and what codes mean."""

from __future__ import annotations

from vmgen.memo.answer import Question
from vmgen.memo.seen import Seen, Unsteady
from vmgen.memo.store import keep
from vmgen.memo.tools import see_program


def note_text(question: Question, text: str) -> None:
    """Keep what a command printed that has looked at nothing but vmgen."""
    seen = Seen(question.began)
    try:
        see_program(seen)
    except (Unsteady, OSError):
        return
    memo = {"key": question.key, "paths": {}, "makers": seen.places, "places": {}}
    keep(question.file, memo | {"until": "", "crates": {}, "answer": (text, "")})
