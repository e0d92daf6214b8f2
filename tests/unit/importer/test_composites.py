# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's own descriptions are what the wire has of them."""

from __future__ import annotations

import pytest

from vmgen.importer.composites import STANDARD
from vmgen.importer.found import Bytes, Description, Expiry, Inside, Value
from vmgen.layout import CLOCK_BODY, SCALARS

WIDTHS = {
    "clock": 8,
    "ptimer": 53,
    "PCIDevice": 276,
    "I2CSlave": 1,
    "smbus-device": 43,
    "pmbus-device": 47,
    "SSISlave": 1,
    "ipack_device": 4,
    "USBDevice": 29,
    "ide_bus": 2,
}
"""Bytes on the wire (vmstate-macros.md section 4); a FIFO has as many as its device made room."""


def width(description: Description) -> int:
    """Bytes of the fields of a description."""
    found = 0
    for field in description.fields:
        match field.what:
            case Value(encoding):
                size = SCALARS[encoding].size
            case Expiry():
                size = 8
            case Bytes(int(size)):
                pass
            case Inside(inner):
                size = width(inner)
            case other:
                raise AssertionError(other)
        found += size * (1 if field.count is None or field.count.most is None else field.count.most)
    return found


@pytest.mark.parametrize(("name", "size"), WIDTHS.items())
def test_as_many_bytes_as_on_the_wire(name: str, size: int) -> None:
    assert width(STANDARD[name]) == size


def test_a_clock_is_the_one_that_the_layout_knows() -> None:
    clock = STANDARD["clock"]
    assert [it.name for it in clock.fields] == [it.name for it in CLOCK_BODY.fields]
    assert [it.description.name for it in clock.subsections] == ["clock/muldiv"]
