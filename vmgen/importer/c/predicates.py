# SPDX-License-Identifier: GPL-2.0-or-later
"""Predicates that look at the version and at nothing else: those are `since=` and `until=`."""

from __future__ import annotations

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.functions import parameters, statements, text_of
from vmgen.importer.c.lexical import Tokens, anywhere, closing
from vmgen.importer.c.unit import Unit

_LONGEST = 100
"""Words of a condition that is read."""

Span = tuple[int, int | None]
"""The first version, and the last."""


def spans(unit: Unit, name: str) -> Span | None:
    """The versions that a predicate is true of; None if it is not a matter of versions alone."""
    body = unit.function(name)
    if body is None:
        return None
    names = parameters(body)
    found = statements(body)
    if found is None or len(found) != 1 or found[0].type != "return_statement" or len(names) != 2:
        return None
    items = list(anywhere(text_of(found[0]).removeprefix("return").rstrip().rstrip(";")))
    return _span(unit, _bare(items), names[1])


def _bare(items: Tokens) -> Tokens:
    while items and items[0].text == "(" and closing(items, 0) == len(items):
        items = items[1:-1]
    return items


def _span(unit: Unit, items: Tokens, version: str) -> Span | None:
    if len(items) > _LONGEST:
        return None
    split = next((n for n, it in enumerate(items) if it.text == "&&"), None)
    if split is not None:
        left = _span(unit, _bare(items[:split]), version)
        right = _span(unit, _bare(items[split + 1 :]), version)
        return None if left is None or right is None else _both(left, right)
    if len(items) < 3 or items[0].text != version or not version:
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


def _both(left: Span, right: Span) -> Span | None:
    since = max(left[0], right[0])
    ends = [it for it in (left[1], right[1]) if it is not None]
    until = min(ends, default=None)
    return None if until is not None and until < since else (since, until)
