# SPDX-License-Identifier: GPL-2.0-or-later
"""The number inside a field: its scalar, its range, and how many there are."""

from __future__ import annotations

from vmgen.model.nodes import Field, innermost
from vmgen.model.types import ArrayOf, Atomic, NonZero, Optional, Property, Scalar, Type


def bounds(field: Field, scalar: Scalar) -> tuple[int, int]:
    """The values that a number may hold, both ends included (a signed NonZero leaves out 0)."""
    info = scalar.info
    low = info.minimum if field.minimum is None else field.minimum
    high = info.maximum if field.maximum is None else field.maximum
    if low == 0 and is_nonzero(field.type):
        low = 1
    return low, high


def is_nonzero(type_: Type) -> bool:
    """Whether 0 is no value of the number inside this type."""
    inner = innermost(type_)
    return isinstance(inner.item if isinstance(inner, Optional) else inner, NonZero)


def scalar_of(type_: Type) -> Scalar | None:
    """The number inside arrays, cells, properties, options, NonZero and atomics, or None."""
    inner = innermost(type_)
    if isinstance(inner, Optional):
        inner = inner.item
    if isinstance(inner, Property | NonZero | Atomic):
        inner = inner.item
    return inner if isinstance(inner, Scalar) else None


def flat_length(type_: Type) -> int:
    """How many elements an array has, of an array of arrays all of them; 1 for other types."""
    return type_.length * flat_length(type_.item) if isinstance(type_, ArrayOf) else 1
