# SPDX-License-Identifier: GPL-2.0-or-later
"""Layouts of a spec and the dumps made of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.unit.codec.common import kinds
from vmgen.layout import MIGRATABLE, Nested, flat
from vmgen.layout.to_dump import dump_text, to_dump
from vmgen.model.layout import layout_of


def dumped() -> dict[str, Any]:
    return to_dump(layout_of(kinds().device), kinds().device.type_name)["Description"]


def fields(described: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (item["field"], item["version_id"], item.get("num"), item["size"])
        for item in described["Fields"]
    ]


def test_registers_are_opened_in_place() -> None:
    layout = kinds().layout
    assert [field.name for field in layout.fields][:3] == ["level", "regs", "counters"]
    element = layout.fields[1].element
    assert isinstance(element, Nested)
    assert (element.body.name, element.inner.name) == (MIGRATABLE, "kinds/regs")
    names = [field.name for field in flat(layout)]
    assert names[:3] == ["level", "control", "on"]
    assert names[-6:] == ["reads", "last", "unused", "timer", "late", "value"]


def test_dump_of_every_kind() -> None:
    assert fields(dumped()) == [
        ("level", 0, None, 4),
        ("control", 0, None, 2),
        ("on", 0, None, 1),
        ("unused", 0, None, 3),
        ("small", 0, None, 1),
        ("big", 0, None, 8),
        ("below", 0, None, 8),
        ("flags", 0, 3, 1),
        ("index", 0, None, 4),
        ("narrow", 0, None, 1),
        ("size", 0, None, 4),
        ("truth", 0, None, 4),
        ("parity", 0, None, 4),
        ("parities", 0, 2, 1),
        ("words", 0, 40, 4),
        ("pair", 0, None, 4),  # i16, i8, and one byte of alignment
        ("slots", 0, 2, 8),  # with the field that does not travel
        ("pairs", 0, 2, 4),
        ("reads", 0, None, 4),
        ("last", 0, None, 1),
        ("unused", 3, None, 2),
        ("timer", 0, None, 48),
        ("late", 4, None, 1),
        ("value", 3, None, 2),  # the gate of the register struct
    ]


def test_dump_of_subsections() -> None:
    clock, more, always = dumped()["Subsections"]
    assert (clock["name"], clock["version_id"]) == ("kinds/clock", 1)
    assert fields(clock) == [("clk", 0, None, 8)]
    inner = clock["Fields"][0]["Description"]
    assert fields(inner) == [("period", 0, None, 8)]
    assert fields(inner["Subsections"][0]) == [
        ("multiplier", 0, None, 4),
        ("divider", 0, None, 4),
    ]
    assert (more["version_id"], more["minimum_version_id"]) == (3, 1)
    assert fields(more) == [("extra", 0, None, 2), ("extra_timer", 2, None, 48)]
    assert fields(always) == [("left", 0, None, 2), ("right", 0, None, 1)]


def test_sizes() -> None:
    layout = kinds().layout
    sizes = [layout.size(version) for version in (2, 3, 4)]
    assert [later - earlier for earlier, later in pairwise(sizes)] == [4, 1]
    state = kinds().reset()
    for version, size in zip((2, 3, 4), sizes, strict=True):
        assert len(kinds().encode(state, version, subsections=[])) == size


def test_empty_list_is_printed_as_qemu_does() -> None:
    assert dump_text({"a": {"Fields": [], "size": 1}}) == (
        '{\n  "a": {\n    "Fields": [\n\n    ],\n    "size": 1\n  }\n}\n'
    )
