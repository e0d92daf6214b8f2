# SPDX-License-Identifier: GPL-2.0-or-later
"""Which field of the target is which of the state: by names, by widths, with structs opened."""

from __future__ import annotations

from dataclasses import replace

from vmgen.compat.state.items import Own, Sent, own_items, sent_items
from vmgen.compat.state.widths import UNUSED_NAME, misfit
from vmgen.layout import Nested


def there(item: Own, version: int) -> bool:
    """Whether it may be read at a version; of one with a test nobody knows."""
    return item.maybe or item.field.known(version)


def next_same(
    sent: list[Sent], own: list[Own], here: int, there: int, places: dict[str, list[int]]
) -> tuple[int, int]:
    """How far the next two fields are that are the same, on both sides; to the ends if none are."""
    best = (len(sent) - here, len(own) - there)
    for ahead in range(len(sent) - here):
        if ahead >= sum(best):
            break
        at = _same(sent[here + ahead], own, there, places)
        if at is not None and ahead + at - there < sum(best):
            best = (ahead, at - there)
    return best


def _same(sent: Sent, own: list[Own], there: int, places: dict[str, list[int]]) -> int | None:
    """Where the target has the field, from a place on; None where it has none of that name.

    Of several of a name, and of padding, which has none of its own, the width counts too.
    """
    for at in places.get(sent.name, ()):
        if at >= there and (sent.base != UNUSED_NAME or misfit(sent, own[at]) is None):
            return at
    for at in places.get(sent.base, ()):
        if at >= there and misfit(sent, own[at]) is None:
            return at
    return None


def same_widths(sent: list[Sent], own: list[Own]) -> list[tuple[Sent, Own]] | None:
    """Each of the state with one of the target of the same width, in order; None if there is none.

    All that the target reads for certain has one.
    """
    pairs: list[tuple[Sent, Own]] = []
    waiting = list(sent)
    for item in own:
        if waiting and _like(waiting[0], item):
            pairs.append((waiting.pop(0), item))
        elif not item.maybe and not isinstance(item.field.element, Nested):
            return None
    return None if waiting else pairs


def _like(sent: Sent, own: Own) -> bool:
    """Whether one may be the other under another name."""
    theirs, ours = sent.first.element, own.field.element
    if isinstance(theirs, Nested) or isinstance(ours, Nested):
        return isinstance(theirs, Nested) and isinstance(ours, Nested)
    return bool(ours.memory) and misfit(sent, own) is None


def opened_sent(sent: list[Sent]) -> list[list[Sent]]:
    """The same fields, each time with one struct of them opened."""
    found = []
    for at, item in enumerate(sent):
        element = item.first.element
        if isinstance(element, Nested) and item.count == 1 and not element.body.subsections:
            found.append([*sent[:at], *sent_items(element.body, item.offset), *sent[at + 1 :]])
    return found


def opened_own(own: list[Own]) -> list[list[Own]]:
    """The same fields, each time with one struct of them opened."""
    found = []
    for at, item in enumerate(own):
        element = item.field.element
        if isinstance(element, Nested) and item.field.count is None:
            body = element.body
            inside = [it for it in own_items(body) if there(it, body.version_id)]
            if item.maybe:
                inside = [Own(it.name, replace(it.field, tested=True)) for it in inside]
            found.append([*own[:at], *inside, *own[at + 1 :]])
    return found


def plain(item: Own) -> bool:
    """Whether its bytes can be told from a dump, if it is no array of unknown length."""
    return not isinstance(item.field.element, Nested) and item.field.element.memory > 0


def memory(item: Own) -> int:
    """Bytes in C's memory, of an array of unknown length those of one element."""
    return item.field.element.memory * (item.field.count or 1)
