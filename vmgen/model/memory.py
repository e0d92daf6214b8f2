# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes in C's memory: what `-dump-vmstate` calls `size` (vmstate-wire.md section 14).

They are the sizes of the C device: a struct has its fields in wire order, those that travel in
their wire width, laid out as `repr(C)` does. Nothing on the wire depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vmgen.layout import SCALARS
from vmgen.model.nodes import Device, Field, Struct, innermost
from vmgen.model.types import Fifo, Named, Padding, Part, Scalar, Type, WireOnly
from vmgen.model.values import flat_length, scalar_of

POINTER = 8
"""A clock is behind a pointer."""

TIMER = 48
"""sizeof(QEMUTimer) on 64-bit hosts, as in the dumps of `aspeed.timer`."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Size and alignment of one element."""

    size: int
    align: int


def scalar_memory(name: str) -> Memory:
    """A scalar is aligned to its size."""
    size = SCALARS[name].size
    return Memory(size, size)


def struct_memory(device: Device, struct: Struct) -> Memory:
    """A struct, nested ones included; padding on the wire has no place in memory."""
    end, align = 0, 1
    for item, count in (part for field in struct.all_fields for part in _parts(device, field)):
        end = _aligned(end, item.align) + item.size * count
        align = max(align, item.align)
    return Memory(_aligned(end, align), align)


def _parts(device: Device, field: Field) -> Iterator[tuple[Memory, int]]:
    """What C has for a field: elements, and how many. A FIFO is in its parts."""
    type_ = field.type.item if isinstance(field.type, WireOnly) else field.type
    if isinstance(type_, Padding | Fifo):
        return
    if field.flag is not None:
        yield scalar_memory("bool"), 1
    yield _element(device, field, innermost(type_)), flat_length(type_)


def _element(device: Device, field: Field, type_: Type) -> Memory:
    if isinstance(type_, Part):
        return Memory(TIMER, POINTER)
    if isinstance(type_, Named):
        node = device.find(type_.name)
        if isinstance(node, Struct):
            return struct_memory(device, node)
        return scalar_memory(field.wire or node.repr or "u8")
    scalar = type_ if isinstance(type_, Scalar) else scalar_of(type_)
    return scalar_memory(field.wire or (scalar.name if scalar else "u64"))


def _aligned(offset: int, align: int) -> int:
    return -(-offset // align) * align
