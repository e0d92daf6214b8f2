# SPDX-License-Identifier: GPL-2.0-or-later
"""What is set before a load and does not travel, but decides about it: properties, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vmgen.codec.leaves import counts
from vmgen.layout import Body, Number
from vmgen.model.conditions import answer_key
from vmgen.model.nodes import Device

Setting = int | tuple[bool, ...]
"""What is set: a number, or a flag for each element of an array."""


def setting_text(value: Setting) -> str:
    """A setting for a program in Rust: a number, or a digit for each element."""
    if isinstance(value, tuple):
        return "".join("1" if item else "0" for item in value)
    return str(int(value))


def pointers(layout: Body) -> dict[str, str]:
    """By key the arrays that C has as pointers, each with the key of the flags that say which of
    them are not null."""
    return {field.key: field.present for field in layout.all_fields if field.present}


def changed_pointers(
    layout: Body, live: Mapping[str, Any], reset: Mapping[str, Any]
) -> dict[str, Setting]:
    """Those flags, where they are not as at reset."""
    names = dict.fromkeys(pointers(layout).values())
    return {name: tuple(live[name]) for name in names if [*live[name]] != [*reset[name]]}


def settings(device: Device, layout: Body) -> dict[str, Number]:
    """By key the numbers that conditions and counts of the device look at, and that do not travel:
    of fields, and what methods of the author's say. Arrays stay as they are at reset, and so do
    numbers that are in no cell: in Rust nobody can set one of a device that is there.

    Theirs is the range of the run-time type, and what the arrays hold that they count.
    """
    travelling = {field.key for field in layout.all_fields}
    wanted = dict.fromkeys(key for key in _deciding(layout) if key not in travelling)
    most = counts(layout)
    found: dict[str, Number] = {}
    for field in device.all_fields:
        scalar, fixed = field.kind.number, field.place.plain or not field.shape.one
        if field.name in wanted and scalar is not None and not fixed:
            low, high = field.bounds
            high = min(high, most.get(field.name, high))
            found[field.name] = Number(scalar.name, scalar.name, low, high)
    return found | {answer_key(method): Number("bool", "bool", 0, 1) for method in device.answers}


def _deciding(layout: Body) -> Iterator[str]:
    if layout.needed is not None:
        yield from (source.key for _, source in layout.needed.sources)
    for item in layout.all_subsections:
        yield from item.looks_at
    for rule in layout.rules:
        yield from (source.key for _, source in rule.sources)
    for field in layout.all_fields:
        if field.counted:
            yield field.counted
        if field.needed is not None:
            yield from (source.key for _, source in field.needed.sources)
