# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule or a `needed` can name, as Rust: what arrived, what is sent, what the device has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vmgen.expression import Arithmetic, Expression, Name, Number, children, made_of
from vmgen.model.kinds import Kind
from vmgen.model.names import variant_name
from vmgen.model.nodes import BitsField
from vmgen.model.scope import Read, Seen, Step
from vmgen.plan import DevicePlan, StructPlan
from vmgen.render.base_slot import BaseSlot
from vmgen.render.cells import LOOKS, CellSlot, taken
from vmgen.render.environment import kind_template, made
from vmgen.render.expressions import emitted
from vmgen.render.fragment import Fragment
from vmgen.render.rust import Operand, Rust
from vmgen.render.scalars import literal, local_name
from vmgen.render.slot import Slot
from vmgen.values import dataclass


def refusing(device: DevicePlan, plan: StructPlan, read: Read) -> Rust:
    """The condition that a rule of a struct refuses the values that its fields are about to get."""
    found = {
        name: (_restored if seen.arrives else _own)(device, plan, seen)
        for name, seen in read.seen.items()
    }
    return emitted(read.expression, read.ranges, found.__getitem__, opposite=True)


def of_mirror(device: DevicePlan, plan: StructPlan, read: Read, *, as_loaded: bool = False) -> Rust:
    """A condition over the fields of a mirror; one that is being loaded may have any bits."""
    found = {name: _in_mirror(device, plan, seen) for name, seen in read.seen.items()}
    expression = _as_sent(read) if as_loaded else read.expression
    return emitted(expression, read.ranges, found.__getitem__)


def of_struct(device: DevicePlan, plan: StructPlan, read: Read) -> Rust:
    """A condition over the fields of a struct at run time, which sees of them what is sent."""
    found = {name: _own(device, plan, seen) for name, seen in read.seen.items()}
    return emitted(_as_sent(read), read.ranges, found.__getitem__)


@dataclass(frozen=True, slots=True)
class Guard:
    """What is borrowed of a cell, or a copy of it."""

    name: str
    line: str
    copied: bool = False


def of_device(
    device: DevicePlan, read: Read, *, opposite: bool = False, as_loaded: bool = False
) -> tuple[list[Guard], Rust]:
    """A condition over the fields of the device, and what has to be borrowed before it.

    One that is asked while they are loaded sees numbers that are beside their cells yet.
    """
    parts = {name: _part(device, seen, as_loaded) for name, seen in read.seen.items()}
    found = {name: operand for name, (_, operand) in parts.items()}
    borrowed = dict.fromkeys(guard for guard, _ in parts.values() if guard)
    return list(borrowed), emitted(
        _as_sent(read), read.ranges, found.__getitem__, opposite=opposite
    )


def _as_sent(read: Read) -> Expression:
    """Without the bits that do not travel."""

    def converted(part: Expression) -> Expression:
        if isinstance(part, Name):
            seen = read.seen[part.name]
            mask = seen.field.mask
            if mask is None or seen.bits or not seen.arrives:
                return part
            return Arithmetic("&", part, Number(mask, literal(mask)))
        return made_of(part, [converted(item) for item in children(part)])

    return converted(read.expression)


# -- of the device ---------------------------------------------------------------------------------


def _part(device: DevicePlan, seen: Seen, as_loaded: bool) -> tuple[Guard | None, Operand]:
    """A number of the device: what has to be borrowed for it, and the expression."""
    first, *rest = seen.way
    place = f"self.{_at(first.field.name, first.indices)}"
    cell = first.field.place.cell
    if rest:
        bound = local_name("_".join([first.field.name, *map(str, first.indices)]))
        guard = Guard(bound, f"let {bound} = {place}.{LOOKS[cell]};")
        plan = device.struct(first.field.kind.class_name)
        return guard, _live(device, plan, bound, rest, seen)
    if cell:
        return _value(device, seen, place, as_loaded)
    number = first.field.kind.number
    assert number is not None
    return None, Operand(place, number.name)


def _value(
    device: DevicePlan, seen: Seen, place: str, as_loaded: bool
) -> tuple[Guard | None, Operand]:
    """A single value in a cell. What is locked is copied, as a condition may name it twice."""
    step = seen.way[0]
    slot = CellSlot(device, device.field(step.field.name))
    if as_loaded and slot.beside:
        return None, _mirrored(slot, seen, f"self.{_at(slot.wire_name, step.indices)}.get()")
    guard, held = None, taken(slot.cell, place)
    if slot.cell != "BqlCell":
        bound = local_name("_".join([slot.name, *map(str, step.indices)]))
        guard, held = Guard(bound, f"let {bound} = {held};", copied=True), bound
    return guard, _seen(slot, seen, held)


# -- of a struct at run time -----------------------------------------------------------------------


def _own(device: DevicePlan, plan: StructPlan, seen: Seen) -> Operand:
    """A field of the struct itself."""
    return _live(device, plan, "self", list(seen.way), seen)


def _live(
    device: DevicePlan, plan: StructPlan, root: str, steps: list[Step], seen: Seen
) -> Operand:
    """A number at the end of steps from a struct."""
    first, *rest = steps
    place = f"{root}.{_at(first.field.name, first.indices)}"
    if rest:
        inner = device.struct(first.field.kind.class_name)
        return _live(device, inner, place, rest, seen)
    if seen.length:
        return Operand(f"{place}.len()", "usize")
    return _seen(_slot(device, plan, first), seen, place)


def _seen(slot: BaseSlot, seen: Seen, place: str) -> Operand:
    """A value at run time, or a part of it."""
    if seen.bits:
        return _bits_part(slot, seen.bits, Fragment(place))
    text = slot.fragment("live", place)
    named = variants(slot.node)
    return _operand(text, slot.numbers[0], slot.node, enum=place if named else "", variants=named)


def _at(name: str, indices: tuple[int, ...]) -> str:
    return name + "".join(f"[{index}]" for index in indices)


# -- of a struct as it travels ---------------------------------------------------------------------


def _slot(device: DevicePlan, plan: StructPlan, step: Step) -> Slot:
    """The field of a step; for the queue of a length, that with the number."""
    return next(
        Slot(device, plan, item) for item in plan.fields if item.field.name == step.field.name
    )


def _element(name: str, step: Step) -> str:
    """An element of what travels, where rows are flat."""
    return name if step.index is None else f"{name}[{step.index}]"


def _restored(device: DevicePlan, plan: StructPlan, seen: Seen) -> Operand:
    """A number that arrived: by its local where it has one, or as it arrived."""
    first, *rest = seen.way
    slot = _slot(device, plan, first)
    place = _element(f"source.{slot.wire_name}", first)
    if rest:
        inner = slot.inner
        if slot.by_traits and not inner.movable:
            return _of_mirror(device, inner, place, rest, seen, forced=True)
        root = _element(slot.local, first) if slot.by_traits else place
        return _live(device, inner, root, rest, seen)
    run, wire = slot.numbers
    if seen.length:
        return Operand(f"{slot.local}.len()", "usize")
    if slot.bit_fields:
        return _bits(slot, place, seen)
    if not slot.into_local:
        return Operand(place, wire)
    local = _element(slot.local, first)
    named = variants(slot.node)
    text = slot.fragment("number", local)
    return _operand(text, run, slot.node, enum=local if named else "", variants=named)


def _in_mirror(device: DevicePlan, plan: StructPlan, seen: Seen) -> Operand:
    """A number of a mirror."""
    return _of_mirror(device, plan, "self", list(seen.way), seen)


def _of_mirror(
    device: DevicePlan,
    plan: StructPlan,
    root: str,
    steps: list[Step],
    seen: Seen,
    *,
    forced: bool = False,
) -> Operand:
    """A number at the end of steps from a mirror; `forced` is as a restore makes it."""
    first, *rest = steps
    slot = _slot(device, plan, first)
    place = _element(f"{root}.{slot.wire_name}", first)
    if rest:
        return _of_mirror(device, slot.inner, place, rest, seen, forced=forced)
    if forced and not seen.bits:
        place = f"({place} & {slot.cut})" if slot.cut else place
        place = f"({place} | {slot.force})" if slot.force else place
    return _mirrored(slot, seen, place)


def _mirrored(slot: BaseSlot, seen: Seen, place: str) -> Operand:
    """A number as it travels."""
    run, wire = slot.numbers
    if slot.bit_fields:
        return _bits(slot, place, seen)
    named = {
        variant.value: slot.fragment("wire_value", variant.value).text
        for variant in getattr(slot.node, "variants", ())
    }
    flag = run == "bool" != wire
    return _operand(Fragment(place), wire, slot.node, flag=flag, variants=named)


def variants(node: Any) -> Mapping[int, str]:
    """What Rust calls each variant of an enum, by its number; of another class nothing."""
    return {
        item.value: f"{node.name}::{variant_name(item.name)}"
        for item in getattr(node, "variants", ())
    }


def _operand(text: Fragment, type_: str, node: Any, **more: Any) -> Operand:
    named = frozenset([node.name]) if more["variants"] else frozenset[str]()
    return Operand(text.text, type_, needs=text.needs, needs_of_enum=named, **more)


# -- registers of bit fields -----------------------------------------------------------------------


def _bits(slot: BaseSlot, value: str, seen: Seen) -> Operand:
    """A register as a number, or one of its fields; `value` is in its wire form."""
    if seen.bits:
        return _bits_part(slot, seen.bits, slot.fragment("load", value))
    whole = slot.fragment("wire_number", value)
    return Operand(whole.text, slot.numbers[0], needs=whole.needs)


def _bits_part(slot: BaseSlot, name: str, register: Fragment) -> Operand:
    """A bit field as a number of the next width that Rust has."""
    part: BitsField = next(item for item in slot.bit_fields if item.name == name)
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
