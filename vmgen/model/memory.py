# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes in C's memory: what `-dump-vmstate` calls `size` (vmstate-wire.md section 14).

They are the sizes of the C device: a struct has its fields in wire order, those that travel in
their wire width, laid out as `repr(C)` does. Nothing on the wire depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.model.kinds.memory import Memory
from vmgen.model.nodes import Device, Struct
from vmgen.model.walk import Site, own


def struct_memory(device: Device, struct: Struct) -> Memory:
    """A struct, nested ones included; padding on the wire has no place in memory."""
    end, align = 0, 1
    for item, count in (part for site in own(device, struct) for part in _parts(site)):
        end = _aligned(end, item.align) + item.size * count
        align = max(align, item.align)
    return Memory(_aligned(end, align), align)


def _parts(site: Site) -> Iterator[tuple[Memory, int]]:
    """What C has for a field: elements, and how many."""
    found = list(site.field.kind.memory(site, lambda struct: struct_memory(site.device, struct)))
    for item in found[:-1]:
        yield item, 1
    for item in found[-1:]:
        yield item, site.field.shape.total


def _aligned(offset: int, align: int) -> int:
    return -(-offset // align) * align
