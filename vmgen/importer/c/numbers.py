# SPDX-License-Identifier: GPL-2.0-or-later
"""A number of QEMU's own infos, as the member that it is of has it."""

from __future__ import annotations

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.structs import Member
from vmgen.importer.c.types import Kind
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import CEnum, EnumValue, Value


def number(
    unit: Unit, member: tuple[Kind, Member] | NotConstant, encoding: str, info: str
) -> Value:
    """The number; with the enum that the member is, or its type where that is another one."""
    kept = ""
    if info.endswith("_equal"):
        kept = "equal"
    elif info == "int32_le":
        kept = "at most"
    enum, runtime = None, ""
    if not isinstance(member, NotConstant) and not member[0].pointers:
        kind = member[0]
        if kind.enum is not None:
            enum = _enum(unit, kind)
        elif kind.scalar and kind.scalar != encoding:
            runtime = kind.scalar
    named = info if info == "cpudouble" else ""
    return Value(encoding, runtime, enum, kept, named)  # type: ignore[arg-type]


def _enum(unit: Unit, kind: Kind) -> CEnum | None:
    assert kind.enum is not None
    values = []
    for name, value in unit.enum(kind.enum).items():
        if isinstance(value, NotConstant):
            return None
        values.append(EnumValue(name, value))
    return CEnum(kind.enum.name, tuple(values)) if values else None
