# SPDX-License-Identifier: GPL-2.0-or-later
"""Properties of C's that are numbers: what a user sets before a device is made.

Source: their macros have the property's name, the struct, the member and the default in this
order, as `DEFINE_PROP_UINT16("lines", XState, num_lines, 1)`.
"""

from __future__ import annotations

import re

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.lexical import Tokens, parts, spelled, tokens, unquoted
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import Setting

_NUMBER = re.compile(r"D(?<!\wD)EFINE_PROP_UINT(8|16|32)\s*\(")

Settings = dict[tuple[str, str], Setting]
"""By struct and member, as C writes both."""


def settings(unit: Unit) -> Settings:
    """Those of a file. One whose default is no constant, or that stands behind an `#if` that does
    not surely hold, is none; of a member with several nobody says which one counts."""
    found: Settings = {}
    doubtful = set[tuple[str, str]]()
    source = unit.file.source
    for match in _NUMBER.finditer(source.plain):
        if not unit.holds(unit.file.directives.asked(match.start())):
            continue
        items = list(tokens(source.text, match.end(), source.closing(match.end() - 1)))
        match parts(items):
            case [name, state, member, default]:
                key = spelled(state), spelled(member)
                doubtful.update({key} & found.keys())
                made = _setting(unit, f"u{match[1]}", name, default, match.start())
                if made is not None:
                    found[key] = made
    return {key: it for key, it in found.items() if key not in doubtful}


def _setting(unit: Unit, scalar: str, name: Tokens, default: Tokens, at: int) -> Setting | None:
    if not name or any(it.kind != "string" for it in name):
        return None
    try:
        number = unit.number(default)
    except NotConstant:
        return None
    said = "".join(unquoted(it.text) for it in name)
    return Setting(said, scalar, number, unit.file.source.spot(at))
