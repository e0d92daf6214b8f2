# SPDX-License-Identifier: GPL-2.0-or-later
"""C's enums as those of a spec."""

from __future__ import annotations

import re

from vmgen.diagnostics import Position
from vmgen.importer.found import CEnum
from vmgen.importer.names import Names
from vmgen.layout import SCALARS
from vmgen.model import nodes

NOWHERE = Position("")


def enum_of(enum: CEnum, names: Names) -> nodes.Enum | None:
    """The enum, its variants without the prefix that they share; None if Rust could not have it.

    Rust has no enum without values, with negative ones of no sign, or with two of one number.
    """
    values = [item.value for item in enum.values]
    if not values or min(values) < 0 or len(set(values)) != len(values):
        return None
    widths = ("u8", "u16", "u32", "u64")
    repr_ = next((it for it in widths if max(values) <= SCALARS[it].maximum), None)
    variants = _variants(enum)
    if repr_ is None or variants is None:
        return None
    return nodes.Enum(
        position=NOWHERE,
        name=names.type(enum.name),
        repr=repr_,
        bits=SCALARS[repr_].bits,
        doc=enum.doc,
        variants=tuple(
            nodes.Variant(position=NOWHERE, name=name, value=item.value, doc=item.doc)
            for name, item in zip(variants, enum.values, strict=True)
        ),
    )


def _variants(enum: CEnum) -> list[str] | None:
    """Names in upper case; None where two become one, or one is none."""
    words = [item.name.split("_") for item in enum.values]
    shared = 0
    while len(words) > 1 and all(len(it) > shared + 1 for it in words):
        if len({it[shared] for it in words}) > 1:
            break
        shared += 1
    found = ["_".join(it[shared:]).upper() for it in words]
    if any(not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in found):
        found = [item.name.upper() for item in enum.values]
    good = all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in found)
    return found if good and len(set(found)) == len(found) else None
