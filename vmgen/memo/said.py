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
    keep_answer(question, seen, (text, ""))


def keep_answer(question: Question, seen: Seen, answer: tuple[str, str]) -> None:
    """Keep an answer that holds as long as everything is as it was seen."""
    memo = {"key": question.key, "paths": seen.paths, "places": seen.places, "answer": answer}
    keep(question.file, memo)
