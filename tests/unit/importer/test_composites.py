# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's own descriptions are what the wire has of them."""

from __future__ import annotations

import pytest

from vmgen.importer.composites import STANDARD, alike
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


def test_an_older_error_of_an_ide_bus_still_loads() -> None:
    """Its later fields are gated, and C reads version 1."""
    (error,) = STANDARD["ide_bus"].subsections
    assert (error.description.version_id, error.description.minimum_version_id) == (2, 1)
    assert [it.since for it in error.description.fields] == [0, 2, 2, 2]


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("version_id", "config", "config", "irq_state"), True),
        (("version_id", "config[0]", "irq_state"), True),
        (("version_id", "irq_state", "config"), False),
        (("version_id", "config", "irq_state", "more"), False),
        ((), False),
    ],
)
def test_two_fields_of_one_name_are_one_that_travels(names: tuple[str, ...], same: bool) -> None:
    assert alike(names, STANDARD["PCIDevice"]) is same
