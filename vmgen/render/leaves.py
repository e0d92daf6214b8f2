# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule or a `needed` can name, as Rust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vmgen.model.nodes import Enum
from vmgen.model.types import BitsOf, Named, Scalar
from vmgen.render.enums import variants, variants_on_wire
from vmgen.render.expressions import Leaf
from vmgen.render.fragment import Fragment
from vmgen.render.slot import Slot


def rule_leaves(slots: list[Slot]) -> dict[str, Leaf]:
    """The values that the fields are about to get, before anything is assigned."""
    found: dict[str, Leaf] = {}
    for slot in slots:
        found.update(_restored(slot))
    return found


def mirror_leaves(slots: list[Slot]) -> dict[str, Leaf]:
    """The fields of a mirror."""
    found: dict[str, Leaf] = {}
    for slot in slots:
        found.update(_mirrored(slot))
    return found


def _restored(slot: Slot) -> Iterator[tuple[str, Leaf]]:
    """A field that is one number, by its local where it has one, or as it arrived."""
    numbers = slot.numbers
    if not slot.one or not slot.plan.travels or not numbers[0]:
        return
    if hasattr(slot.node, "fields"):
        yield from _bits(slot, f"source.{slot.wire_name}")
    elif not slot.into_local:
        yield slot.name, Leaf(f"source.{slot.wire_name}", numbers[1])
    else:
        text = slot.fragment("number", slot.local)
        enum = slot.local if isinstance(slot.node, Enum) else ""
        named = variants(slot.node) if enum else {}
        yield slot.name, _leaf(text, numbers[0], slot, enum=enum, variants=named)


def _mirrored(slot: Slot) -> Iterator[tuple[str, Leaf]]:
    numbers, place = slot.numbers, f"self.{slot.wire_name}"
    if not slot.plan.travels or not numbers[0]:
        return
    if hasattr(slot.node, "fields"):
        yield from _bits(slot, place)
        return
    named = {}
    if isinstance(slot.node, Enum) and slot.one:
        named = variants_on_wire(slot.node, numbers[1])
    flag = numbers[0] == "bool" != numbers[1]
    yield slot.name, _leaf(Fragment(place), numbers[1], slot, flag=flag, variants=named)


def _leaf(text: Fragment, type_: str, slot: Slot, **more: Any) -> Leaf:
    named = frozenset([slot.node.name]) if more.get("variants") else frozenset[str]()
    return Leaf(text.text, type_, needs=text.needs, needs_of_enum=named, **more)


# -- registers of bit fields -----------------------------------------------------------------------


def _bits(slot: Slot, value: str) -> Iterator[tuple[str, Leaf]]:
    """A register as a number, and each of its fields; `value` is in its wire form."""
    node = slot.node
    whole = slot.fragment("wire_number", value)
    yield slot.name, Leaf(whole.text, node.repr, needs=whole.needs)
    register = slot.fragment("load", value)
    for part in node.fields:
        if not part.name.startswith("_"):
            yield f"{slot.name}.{part.name}", _bits_part(slot, part, register)


def _bits_part(slot: Slot, part: Any, register: Fragment) -> Leaf:
    text, width = f"{register}.{part.name}()", part.width
    number = next(bits for bits in (8, 16, 32, 64) if width <= bits)
    if part.type == Scalar(name="bool"):
        return Leaf(text, "bool", needs=register.needs)
    if isinstance(part.type, BitsOf):
        value = text if width == number else f"{text}.value()"
        return Leaf(value, f"u{number}", needs=register.needs)
    assert isinstance(part.type, Named)
    node = slot.device.device.find(part.type.name)
    assert isinstance(node, Enum)
    value = "" if width == number else ".value()"
    return Leaf(
        f"bilge::prelude::u{width}::from({text}){value}",
        f"u{number}",
        enum=text,
        variants=variants(node),
        needs=register.needs,
        needs_of_enum=register.needs | {node.name},
    )
