# SPDX-License-Identifier: GPL-2.0-or-later
"""What says in a device how many elements of an array travel."""

from __future__ import annotations

from dataclasses import replace

from vmgen.importer.found import BitSet, Count, Field, Value
from vmgen.importer.structs import NOWHERE
from vmgen.model import nodes
from vmgen.model.kinds import Scalar
from vmgen.model.types import Cell, Property


def counting(field: Field, count: Count, name: str) -> nodes.Field:
    """What says how many elements travel: C's property, or a cell for the author to set."""
    bits = field.what if isinstance(field.what, BitSet) else None
    what = f"How many {'elements' if bits is None else 'bits'} of `{field.name}` travel"
    most = None if count.most is None else count.most // count.times
    most = most if bits is None else bits.bits
    set_by = count.setting
    if bits is not None and set_by is not None and set_by.scalar != "u32":
        set_by = None  # QEMU reads an int there
    if set_by is not None and (most is None or set_by.default <= most):
        return nodes.Field(
            position=NOWHERE,
            name=name,
            type=Property(item=Scalar(name=set_by.scalar)),
            rename=None if name == set_by.name else set_by.name,
            default=set_by.default or None,
            maximum=most,
            doc=f"{what}: C's property ({set_by.at}).",
        )
    why = f"C's `{count.member}`" if count.member else "No section says what decides it"
    return nodes.Field(
        position=NOWHERE,
        name=name,
        type=Cell(name="BqlCell", item=Scalar(name="u32")),
        migrate=False,
        doc=f"{what}. {why}: set it.",
    )


def unsigned(field: Field) -> Field:
    """What counts in a device, by which QEMU's Rust counts: a u32 in place of C's i32."""
    what = field.what
    if isinstance(what, Value) and what.encoding == "i32":
        return replace(field, what=replace(what, encoding="u32", runtime=""))
    return field
