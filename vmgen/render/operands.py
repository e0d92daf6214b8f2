# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule or a `needed` can name, as Rust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vmgen.model.kinds import Kind
from vmgen.model.names import variant_name
from vmgen.model.nodes import BitsField
from vmgen.render.environment import kind_template, made
from vmgen.render.expressions import Operand
from vmgen.render.fragment import Fragment
from vmgen.render.slot import Slot


def rule_operands(slots: list[Slot]) -> dict[str, Operand]:
    """The values that the fields are about to get, before anything is assigned."""
    found: dict[str, Operand] = {}
    for slot in slots:
        found.update(_restored(slot))
    return found


def mirror_operands(slots: list[Slot]) -> dict[str, Operand]:
    """The fields of a mirror."""
    found: dict[str, Operand] = {}
    for slot in slots:
        found.update(_mirrored(slot))
    return found


def _restored(slot: Slot) -> Iterator[tuple[str, Operand]]:
    """A field that is one number, by its local where it has one, or as it arrived."""
    run, wire = slot.numbers
    if not slot.one or not slot.plan.travels or not run:
        return
    if slot.bit_fields:
        yield from _bits(slot, f"source.{slot.wire_name}")
    elif not slot.into_local:
        yield slot.name, Operand(f"source.{slot.wire_name}", wire)
    else:
        text = slot.fragment("number", slot.local)
        named = variants(slot.node)
        enum = slot.local if named else ""
        yield slot.name, _operand(text, run, slot.node, enum=enum, variants=named)


def _mirrored(slot: Slot) -> Iterator[tuple[str, Operand]]:
    run, wire = slot.numbers
    place = f"self.{slot.wire_name}"
    if not slot.plan.travels or not run:
        return
    if slot.bit_fields:
        yield from _bits(slot, place)
        return
    named = {
        variant.value: slot.fragment("wire_value", variant.value).text
        for variant in getattr(slot.node, "variants", ())
        if slot.one
    }
    flag = run == "bool" != wire
    yield slot.name, _operand(Fragment(place), wire, slot.node, flag=flag, variants=named)


def variants(node: Any) -> dict[int, str]:
    """What Rust calls each variant of an enum, by its number; of another class nothing."""
    return {
        item.value: f"{node.name}::{variant_name(item.name)}"
        for item in getattr(node, "variants", ())
    }


def _operand(text: Fragment, type_: str, node: Any, **more: Any) -> Operand:
    named = frozenset([node.name]) if more["variants"] else frozenset[str]()
    return Operand(text.text, type_, needs=text.needs, needs_of_enum=named, **more)


# -- registers of bit fields -----------------------------------------------------------------------


def _bits(slot: Slot, value: str) -> Iterator[tuple[str, Operand]]:
    """A register as a number, and each of its fields; `value` is in its wire form."""
    whole = slot.fragment("wire_number", value)
    yield slot.name, Operand(whole.text, slot.numbers[0], needs=whole.needs)
    register = slot.fragment("load", value)
    for part in slot.bit_fields:
        if not part.name.startswith("_"):
            yield f"{slot.name}.{part.name}", _bits_part(slot, part, register)


def _bits_part(slot: Slot, part: BitsField, register: Fragment) -> Operand:
    """A bit field as a number of the next width that Rust has."""
    assert isinstance(part.type, Kind)
    held, number = f"{register}.{part.name}()", part.type.number
    bits = next(bits for bits in (8, 16, 32, 64) if part.width <= bits)
    macro = kind_template(part.type.stem()).bit_number
    text = made(macro, held, part.width, part.width == bits).text
    node = slot.device.device.find(part.type.class_name) if part.type.class_name else None
    type_ = number.name if number else f"u{bits}"
    named = variants(node)
    operand = _operand(Fragment(text, register.needs), type_, node, enum=held, variants=named)
    return replace(operand, needs_of_enum=operand.needs_of_enum | register.needs)
