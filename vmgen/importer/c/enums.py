# SPDX-License-Identifier: GPL-2.0-or-later
"""The names and numbers of C's enums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vmgen.importer.c.directives import Define
from vmgen.importer.c.evaluate import Maybe, NotConstant, evaluate
from vmgen.importer.c.expand import expanded
from vmgen.importer.c.lexical import Token, Tokens, parts

if TYPE_CHECKING:
    from vmgen.importer.c.unit import Unit


def numbered(unit: Unit, items: Tokens, found: dict[str, Maybe]) -> None:
    """Put into `found` what the tokens in an enum's braces say.

    Nobody knows the number of what stands behind an `#if` without an answer, or behind a macro that
    cannot be put into its text, nor those of the names that count on from there.
    """
    last: Maybe = -1
    for part in parts(items):
        for name, number in _enumerators(unit, part, last):
            found[name] = number if name not in found else NotConstant(f"there are two `{name}`")
            last = number


def _enumerators(unit: Unit, items: Tokens, last: Maybe) -> Iterator[tuple[str, Maybe]]:
    """What stands between two commas: a name and its number, or those that a macro makes."""
    try:
        made = parts(list(expanded(items, lambda it: _macro(unit, it, items))))
    except NotConstant as error:
        yield items[0].text, error
        return
    for part in filter(None, made):
        last = _number(unit, part, last)
        yield part[0].text, last


def _macro(unit: Unit, item: Token, items: Tokens) -> Define | None:
    """The macro that a word is, if it makes names: what is a number is worked out as one."""
    define = unit.macro(item)
    makes = define is not None and (define.parameters is not None or item.at == items[0].at)
    return define if makes else None


def _number(unit: Unit, items: Tokens, last: Maybe) -> Maybe:
    unsure = next((it.unsure for it in items if it.unsure), "")
    if unsure:
        return NotConstant(f"`{items[0].text}` depends on `#if {unsure}`")
    if len(items) > 2 and items[1].text == "=":
        try:
            return evaluate(items[2:], unit)
        except NotConstant as error:
            return error
    if len(items) > 1:
        return NotConstant(f"`{items[0].text}` is not known")
    return last + 1 if isinstance(last, int) else last
