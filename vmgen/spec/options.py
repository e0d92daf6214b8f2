# SPDX-License-Identifier: GPL-2.0-or-later
"""Options of classes and fields: which there are, of what kind, and messages where they are not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from vmgen.diagnostics import Diagnostics, Position
from vmgen.expression.quote import quote
from vmgen.model.kinds import KINDS
from vmgen.model.kinds.options import NUMBER as NUMBER
from vmgen.model.kinds.options import TEXT as TEXT
from vmgen.model.kinds.options import Check as Check
from vmgen.model.kinds.options import is_number as is_number
from vmgen.model.kinds.options import is_text as is_text
from vmgen.model.kinds.options import plain as plain
from vmgen.model.nodes import Hook, Priority
from vmgen.spec.language import CHANGED, Method, ScalarType

FLAG: Check = ("True or False", lambda value: isinstance(value, bool))
SCALAR: Check = (
    "a scalar type such as u32",
    lambda value: isinstance(value, ScalarType) or value is bool,
)
PRIORITY: Check = (
    "one of " + ", ".join(get_args(Priority)),
    lambda value: isinstance(value, str) and value in get_args(Priority),
)

NEEDED: Check = (
    'an expression, CHANGED or method("name")',
    lambda value: is_text(value.name if isinstance(value, Method) else value),
)
SENT: Check = (
    'an expression or method("name")',
    lambda value: is_text(value.name if isinstance(value, Method) else value) and value != CHANGED,
)
ANY: Check = ("anything", lambda value: True)

DESCRIPTION = {
    "name": TEXT,
    "version_id": NUMBER,
    "minimum_version_id": NUMBER,
    "priority": PRIORITY,
}
MIRROR = {**DESCRIPTION, "nested": FLAG}
REGISTERS = {**MIRROR, "check": FLAG}
BINDING = dict.fromkeys(("header", "state", "klass", "type_name", "vmstate", "interface"), TEXT)
PARENT = {**DESCRIPTION, **BINDING, "path": TEXT}
DEVICE = {
    **DESCRIPTION,
    **dict.fromkeys(("category", "type_name", "crate", "config", "parent"), TEXT),
    **dict.fromkeys((*get_args(Hook), "unmigratable", "early_setup"), FLAG),
    "needed": SENT,
}
BITS = {"repr": SCALAR, "filled": FLAG}
ENUM = {"repr": SCALAR, "bits": NUMBER}
OWN = {name: check for kind in KINDS for name, check in kind.options.items()}
"""Those that only fields of one kind have."""
FIELD = {
    **dict.fromkeys(("ge", "gt", "le", "lt"), NUMBER),
    "wire": SCALAR,
    "rename": TEXT,
    "migrate": FLAG,
    "since": NUMBER,
    "until": NUMBER,
    "needed": NEEDED,
    "count": TEXT,
    "present": TEXT,
    "mask": NUMBER,
    "force": NUMBER,
    **OWN,
    "absent": ANY,
}
SUBSECTION = {
    "needed": NEEDED,
    "within": TEXT,
    "version_id": NUMBER,
    "minimum_version_id": NUMBER,
}


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?`, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def checked(
    given: Mapping[str, Any],
    known: Mapping[str, Check],
    at: Mapping[str, Position],
    position: Position,
    diagnostics: Diagnostics,
) -> dict[str, Any]:
    """The options that exist and have a value of their kind; the others are noted and left out."""
    good = {}
    for name, value in given.items():
        where = at.get(name, position)
        if name not in known:
            message = f"there is no option `{name}` here{suggestion(name, known)}"
            diagnostics.add("VM105", where, message)
        elif not known[name][1](value):
            message = f"`{name}` takes {known[name][0]}, not {shown(value)}"
            diagnostics.add("VM106", where, message)
        else:
            good[name] = value
    return good


def shown(value: Any) -> str:
    """A value for a message, whatever it is: short, and without running code of the spec's."""
    if isinstance(value, int) and not isinstance(value, bool) and not is_number(value):
        return f"a number of {value.bit_length()} bits"
    if value is CHANGED:
        return "`CHANGED`"
    if isinstance(value, ScalarType | type):
        return f"`{getattr(value, 'name', None) or getattr(value, '__name__', value)}`"
    try:
        text = re.sub(" at 0x[0-9a-f]+", "", plain(repr(value)))  # addresses differ in each run
    except Exception:  # a class of the spec's own, or a list with a number that is too long
        text = f"a {type(value).__name__}"
    return quote(text, 40)
