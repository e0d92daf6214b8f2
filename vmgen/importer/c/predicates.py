# SPDX-License-Identifier: GPL-2.0-or-later
"""Predicates that look at the version and at nothing else: those are `since=` and `until=`."""

from __future__ import annotations

import re

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import expanded
from vmgen.importer.c.functions import parameters, statements, text_of
from vmgen.importer.c.lexical import Tokens, anywhere, bare, closing
from vmgen.importer.c.unit import Unit

_LONGEST = 100
"""Words of a condition that is read."""

_WEAKER = frozenset("|| | ^ & == != < > <= >= ? : , =".split())
"""Operators that take a comparison before them as one of their sides."""
_DIRECTIVE = re.compile(r"^[ \t]*#", re.MULTILINE)

Span = tuple[int, int | None]
"""The first version, and the last."""


def spans(unit: Unit, name: str) -> Span | None:
    """The versions that a predicate is true of; None if it is not a matter of versions alone."""
    bodies = unit.functions(name)
    if len(bodies) != 1:  # none, or one for each branch of an `#if`
        return None
    (body,) = bodies
    names = parameters(body)
    found = statements(body)
    if found is None or len(found) != 1 or found[0].type != "return_statement" or len(names) != 2:
        return None
    text = text_of(found[0])
    if _DIRECTIVE.search(text) is not None:
        return None
    version = names[1]
    words = list(anywhere(text.removeprefix("return").rstrip().rstrip(";")))
    try:  # a macro's text counts, not what it is of itself
        items = list(expanded(words, lambda it: None if it.text == version else unit.macro(it)))
    except NotConstant:
        return None
    return _span(unit, bare(items), version)


def _span(unit: Unit, items: Tokens, version: str) -> Span | None:
    if len(items) > _LONGEST:
        return None
    outer = _outer(items)
    if any(items[at].text == "&&" for at in outer):
        return _every(unit, items, outer, version)
    if len(items) < 3 or items[0].text != version or not version:
        return None
    if any(items[at].text in _WEAKER for at in outer if at > 1):
        return None
    try:
        number = unit.number(items[2:])
    except NotConstant:
        return None
    made: dict[str, Span] = {
        "<": (0, number - 1),
        "<=": (0, number),
        "==": (number, number),
        ">": (number + 1, None),
        ">=": (number, None),
    }
    span = made.get(items[1].text)
    return None if span is None or span[0] < 0 or (span[1] is not None and span[1] < 0) else span


def _outer(items: Tokens) -> list[int]:
    """Where the tokens are that are in no brackets."""
    found, at = [], 0
    while at < len(items):
        found.append(at)
        at = closing(items, at) if items[at].text in "([{" else at + 1
    return found


def _every(unit: Unit, items: Tokens, outer: list[int], version: str) -> Span | None:
    """All sides of a chain of `&&`, if nothing that is weaker stands beside it."""
    if any(items[at].text in ("||", "?", ":", ",", "=") for at in outer):
        return None
    made: Span | None = (0, None)
    start = 0
    for end in [*(at for at in outer if items[at].text == "&&"), len(items)]:
        side = _span(unit, bare(items[start:end]), version)
        made = None if side is None or made is None else _both(made, side)
        start = end + 1
    return made


def _both(left: Span, right: Span) -> Span | None:
    since = max(left[0], right[0])
    ends = [it for it in (left[1], right[1]) if it is not None]
    until = min(ends, default=None)
    return None if until is not None and until < since else (since, until)
