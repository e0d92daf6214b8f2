"""Sizes in C's memory: what `-dump-vmstate` calls `size` (vmstate-wire.md section 14).

They are the sizes of the C device: a struct has its fields in wire order, those that travel in
their wire width, laid out as `repr(C)` does. Nothing on the wire depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from vmgen.model.nodes import Bits, Device, Enum, Field, Struct
from vmgen.model.types import SCALARS, ArrayOf, Named, Padding, Scalar

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
    for field in struct.fields:
        if isinstance(field.type, Padding):
            continue
        item = _element(device, field)
        count = field.type.length if isinstance(field.type, ArrayOf) else 1
        end = _aligned(end, item.align) + item.size * count
        align = max(align, item.align)
    return Memory(_aligned(end, align), align)


def _element(device: Device, field: Field) -> Memory:
    type_ = field.type.item if isinstance(field.type, ArrayOf) else field.type
    if field.wire is not None:
        return scalar_memory(field.wire)
    if isinstance(type_, Scalar):
        return scalar_memory(type_.name)
    if not isinstance(type_, Named):  # other kinds have no twin in C yet
        return scalar_memory("u64")
    node = device.find(type_.name)
    match node:
        case Struct():
            return struct_memory(device, node)
        case Bits():
            return scalar_memory(node.repr)
        case Enum():
            return scalar_memory(node.repr or "u8")


def _aligned(offset: int, align: int) -> int:
    return -(-offset // align) * align
