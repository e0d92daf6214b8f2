# SPDX-License-Identifier: GPL-2.0-or-later
"""The statements of snapshot and restore, per field.

Restore has two halves: `prepare` converts and checks everything and may refuse, `assign` then
changes the state and cannot fail. So a refused state changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from vmgen.expression import names, parse
from vmgen.layout import SCALARS
from vmgen.lint.rules import struct_ranges
from vmgen.model.nodes import Bits, BitsField, Device, Enum, Field, Struct, innermost
from vmgen.model.types import ArrayOf, Atomic, BitsOf, Fifo, Named, Scalar
from vmgen.model.values import scalar_of
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.render import kinds
from vmgen.render.enums import on_wire, variants
from vmgen.render.expressions import Leaf, condition
from vmgen.render.ranges import any_of, out_of_range
from vmgen.render.scalars import (
    Statements,
    each,
    element_scalar,
    local_name,
    narrowed,
    or_refused,
    refusal,
    refuse_if,
    widened,
    widens,
)


class Conversion:
    """Makes the statements for the fields of one device's structs."""

    def __init__(self, plan: DevicePlan) -> None:
        self._plan = plan
        self._device: Device = plan.device
        self._boxed = plan.dialect.boxed_snapshot

    def statements(self, item: FieldPlan, struct: StructPlan) -> Statements:
        """Snapshot and restore of one field of a struct."""
        match item.strategy:
            case "nonzero":
                return kinds.nonzero(
                    item, self._number_refused(item, f"{local_name(item.field.name)}.get()")
                )
            case "option":
                value = "value.get()" if "NonZero" in item.runtime else "value"
                return kinds.option(item, self._number_refused(item, value))
            case "duration":
                return kinds.duration(item)
            case "rows":
                return kinds.rows(item)
            case "mask":
                refused = self._refused(item.field, local_name(item.field.name))
                return kinds.mask(item, refused, named=item.field.name in _named(struct))
            case "custom":
                return kinds.custom(item)
            case "fifo":
                return kinds.fifo(item, struct.fields)
            case "part":
                return kinds.part(item, _capacities(struct))
        if item.strategy == "copy":
            return self._copy(item, struct)
        if item.strategy == "armed":
            return kinds.armed(item)
        make = {
            "atomic": self._atomic,
            "timer": self._in_place,
            "clone": self._clone,
            "integer": self._integer,
            "flag": self._flag,
            "enum": self._enum,
            "bits": self._bits,
            "nested": self._nested,
        }
        return make[item.strategy](item)

    def _number_refused(self, item: FieldPlan, value: str) -> str:
        scalar = scalar_of(item.field.type)
        assert scalar is not None
        return out_of_range(value, item.field, scalar.name, item.wire)

    # -- rules -------------------------------------------------------------------------------------

    def rules(self, plan: StructPlan) -> list[str]:
        """The refusals of a struct's rules, on the values that the fields are about to get."""
        ranges = struct_ranges(self._device, plan.struct)
        leaves = self._leaves(plan)
        found: list[str] = []
        for rule in plan.struct.rules:
            refused = condition(rule.text, ranges, leaves.__getitem__, opposite=True)
            found += refuse_if("" if refused == "false" else refused, rule.text)
        return found

    def _leaves(self, plan: StructPlan) -> Mapping[str, Leaf]:
        """What a rule can name, as Rust before anything is assigned."""
        found: dict[str, Leaf] = {}
        for item in plan.fields:
            found.update(self._field_leaves(item))
        return found

    def _field_leaves(self, item: FieldPlan) -> dict[str, Leaf]:
        name, source = item.field.name, f"source.{item.field.wire_name}"
        local = local_name(name)
        match item.strategy:
            case "copy" if isinstance(item.field.type, Scalar):
                return {name: Leaf(source, item.wire)}
            case "mask" if isinstance(item.field.type, Scalar):
                return {name: Leaf(local, item.wire)}
            case "copy" | "bits":
                return self.bits_leaves(item, source)
            case "atomic" if isinstance(item.field.type, Atomic):
                number = item.field.type.item.name
                if item.wire == number or widens(item.wire, number):
                    return {name: Leaf(source, item.wire)}
                return {name: Leaf(local, number)}
            case "integer" if isinstance(item.field.type, Scalar):
                widening = widens(item.wire, item.runtime)
                return {name: Leaf(source, item.wire) if widening else Leaf(local, item.runtime)}
            case "flag" if isinstance(item.field.type, Scalar):
                return {name: Leaf(local, "bool")}
            case "nonzero":
                scalar = scalar_of(item.field.type)
                assert scalar is not None
                return {name: Leaf(f"{local}.get()", scalar.name)}
            case "enum" if isinstance(item.field.type, Named):
                node = self._device.find(item.field.type.name)
                assert isinstance(node, Enum) and node.repr is not None
                return {
                    name: Leaf(
                        f"{local}.into_bits()", node.repr, enum=local, variants=variants(node)
                    )
                }
        return {}

    def bits_leaves(self, item: FieldPlan, value: str) -> dict[str, Leaf]:
        """A bitfield register as a number, and each of its fields; `value` is in its wire form."""
        field = item.field
        node = self._device.find(field.type.name) if isinstance(field.type, Named) else None
        if not isinstance(node, Bits):
            return {}
        found = {field.name: Leaf(f"{node.repr}::from({value})", node.repr)}
        if item.strategy == "bits":
            found = {field.name: Leaf(value, node.repr)}
            value = f"{node.name}::from({value})"
        for part in node.fields:
            if part.name.startswith("_"):
                continue
            text, width = f"{value}.{part.name}()", part.width
            number = next(bits for bits in (8, 16, 32, 64) if width <= bits)
            leaf = Leaf(text if width == number else f"{text}.value()", f"u{number}")
            if part.type == Scalar(name="bool"):
                leaf = Leaf(text, "bool")
            elif not isinstance(part.type, BitsOf):
                leaf = self._bits_enum(part, text, number)
            found[f"{field.name}.{part.name}"] = leaf
        return found

    def _bits_enum(self, part: BitsField, text: str, number: int) -> Leaf:
        """An enum in a bitfield."""
        assert isinstance(part.type, Named)
        node = self._device.find(part.type.name)
        assert isinstance(node, Enum)
        value = "" if part.width == number else ".value()"
        number_of = f"bilge::prelude::u{part.width}::from({text}){value}"
        return Leaf(number_of, f"u{number}", enum=text, variants=variants(node))

    def check(self, item: FieldPlan, source: str = "source") -> tuple[str, ...]:
        """Refusals of a field that travels as it is, whatever its depth."""
        field = item.field
        return refuse_if(self._refused(field, f"{source}.{field.wire_name}"), field.name)

    # -- strategies --------------------------------------------------------------------------------

    def _at_most(self, item: FieldPlan, struct: StructPlan) -> str:
        """The cut of a count to the array that it counts: QEMU aborts if it saves a greater one."""
        lengths = [
            other.field.type.length
            for other in struct.fields
            if other.field.count == item.field.name and isinstance(other.field.type, ArrayOf)
        ]
        most = SCALARS[item.runtime].maximum if item.runtime in SCALARS else 0
        return f".min({min(lengths)})" if lengths and min(lengths) < most else ""

    def _copy(self, item: FieldPlan, struct: StructPlan) -> Statements:
        wire, name = item.field.wire_name, item.field.name
        return Statements(
            (f"target.{wire} = self.{name}{self._at_most(item, struct)};",),
            self.check(item),
            f"self.{name} = source.{wire};",
        )

    def _clone(self, item: FieldPlan) -> Statements:
        wire, name = item.field.wire_name, item.field.name
        source = f"source.{wire}.clone()" if self._boxed else f"source.{wire}"
        return Statements(
            (f"target.{wire} = self.{name}.clone();",), self.check(item), f"self.{name} = {source};"
        )

    def _integer(self, item: FieldPlan) -> Statements:
        run, wire = element_scalar(item.runtime), element_scalar(item.wire)
        save, load = widened(run, wire, "@", item.field), narrowed(wire, run, "@", item.field.name)
        return self._converted(item, save, load, fallible=not widens(wire, run))

    def _flag(self, item: FieldPlan) -> Statements:
        wire = element_scalar(item.wire)
        load = _flag_from_number(item.field.name)
        return self._converted(item, f"{wire}::from(@)", load)

    def _enum(self, item: FieldPlan) -> Statements:
        node = self._device.find(element_scalar(item.runtime))
        assert isinstance(node, Enum) and node.repr is not None
        repr_, wire = node.repr, element_scalar(item.wire)
        number = narrowed(wire, repr_, "@", item.field.name)
        load = or_refused(f"{node.name}::try_from({number})", item.field.name)
        return self._converted(item, on_wire("@", repr_, wire), load)

    def _atomic(self, item: FieldPlan) -> Statements:
        """A number that is loaded when it is saved; a restore has it alone."""
        number = scalar_of(item.field.type)
        assert number is not None
        run, wire, name = number.name, element_scalar(item.wire), item.field.name
        save = widened(run, wire, "@.load(Ordering::Relaxed)", item.field)
        load = narrowed(wire, run, "@", name)
        if wire != run == "bool":
            load = _flag_from_number(name)
        return self._converted(item, save, load, fallible=not widens(wire, run))

    def _bits(self, item: FieldPlan) -> Statements:
        load, save = (
            f"{element_scalar(item.runtime)}::from(@)",
            f"{element_scalar(item.wire)}::from(@)",
        )
        return self._converted(item, save, load, fallible=False)

    def _converted(
        self, item: FieldPlan, save: str, load: str, *, fallible: bool = True
    ) -> Statements:
        """A conversion per element; `@` stands for the element in both expressions."""
        name, source = item.field.name, f"source.{item.field.wire_name}"
        local, array = local_name(name), isinstance(item.field.type, ArrayOf)
        atomic = item.strategy == "atomic"
        read = f"self.{name}.each_ref()" if atomic and array else f"self.{name}"
        saved = each(save, read, array, element_scalar(item.runtime))
        snapshot = f"target.{item.field.wire_name} = {saved};"
        if not fallible:
            prepare = refuse_if(self._refused(item.field, source, element_scalar(item.wire)), name)
            return Statements((snapshot,), prepare, _assigned(item, load, source))
        if array:
            loop = f"for (to, from) in {local}.iter_mut().zip({source}) {{ *to = @; }}"
            start = _zeros(item.field) if atomic else f"self.{name}"
            first = f"let mut {local} = {start};\n{loop.replace('@', load.replace('@', 'from'))}"
        else:
            first = f"let {local} = {load.replace('@', source)};"
        refuse = refuse_if(self._refused(item.field, local), name)
        return Statements((snapshot,), (first, *refuse), _assigned(item, "@", local))

    def _nested(self, item: FieldPlan) -> Statements:
        name, local = item.field.name, local_name(item.field.name)
        node = innermost(item.field.type)
        assert isinstance(node, Named)
        inner = self._plan.struct(node.name)
        if not inner.movable:
            return self._in_place(item, checked=inner.checked)
        snapshot, restore = self._by_traits(item, local)
        prepare = (f"let mut {local} = self.{name}.clone();\n{restore}",)
        return Statements((snapshot,), prepare, f"self.{name} = {local};")

    def _in_place(self, item: FieldPlan, *, checked: bool = False) -> Statements:
        """What cannot be cloned: restored where it is, after a look at what it refuses."""
        snapshot, restore = self._by_traits(item, f"self.{item.field.name}")
        if not checked:
            return Statements((snapshot,), (), restore)
        name, source = item.field.name, f"source.{item.field.wire_name}"
        look = f"self.{name}.check_migrated(&{source})?;"
        if isinstance(item.field.type, ArrayOf):
            pairs = f"self.{name}.iter().zip(&{source})"
            look = f"for (old, new) in {pairs} {{ old.check_migrated(new)?; }}"
        return Statements((snapshot,), (look,), restore)

    def _by_traits(self, item: FieldPlan, place: str) -> tuple[str, str]:
        """Snapshot of a field by its own implementation of the traits, and restore into a place."""
        name, wire = item.field.name, item.field.wire_name
        by = "&" if self._boxed else ""
        if isinstance(item.field.type, ArrayOf):
            each = (
                "*to = *from.to_migration_state()?;"
                if self._boxed
                else "from.snapshot_migration_state(to)?;"
            )
            return (
                f"for (to, from) in target.{wire}.iter_mut().zip(&self.{name}) {{ {each} }}",
                f"for (to, from) in {place}.iter_mut().zip({by}source.{wire}) "
                "{ to.restore_migrated_state_mut(from, version_id)?; }",
            )
        snapshot = (
            f"target.{wire} = *self.{name}.to_migration_state()?;"
            if self._boxed
            else f"self.{name}.snapshot_migration_state(&mut target.{wire})?;"
        )
        return snapshot, f"{place}.restore_migrated_state_mut({by}source.{wire}, version_id)?;"

    # -- ranges ------------------------------------------------------------------------------------

    def _refused(self, field: Field, value: str, scalar: str | None = None) -> str:
        """The condition under which a field's value is refused; empty where none is."""
        item = field.type.item if isinstance(field.type, ArrayOf) else field.type
        array = isinstance(field.type, ArrayOf)
        if isinstance(item, Atomic):
            item = item.item
        if isinstance(item, Scalar):
            if not array:
                return out_of_range(value, field, scalar or item.name)
            return any_of(value, out_of_range("item", field, scalar or item.name))
        node = self._device.find(item.name) if isinstance(item, Named) else None
        if not isinstance(node, Struct) or not self._plan.struct(node.name).whole:
            return ""
        inner = field.name if array else value
        parts = [self._refused(part, f"{inner}.{part.name}") for part in node.fields]
        condition = " || ".join(part for part in parts if part)
        if array and condition:
            return f"{value}.iter().any(|{inner}| {condition})"
        return condition


def _named(struct: StructPlan) -> set[str]:
    """The names in a struct's rules."""
    return {name for rule in struct.struct.rules for name in names(parse(rule.text))}


def _capacities(struct: StructPlan) -> dict[str, Fifo]:
    return {
        item.field.name: item.field.type
        for item in struct.fields
        if isinstance(item.field.type, Fifo)
    }


def _flag_from_number(name: str) -> str:
    return f"match @ {{ 0 => false, 1 => true, _ => {refusal(name)} }}"


def _zeros(field: Field) -> str:
    """An array of a field's shape to put converted numbers into."""
    scalar = scalar_of(field.type)
    assert isinstance(field.type, ArrayOf) and scalar is not None
    return f"[{'false' if scalar.name == 'bool' else '0'}; {field.type.extent}]"


def _assigned(item: FieldPlan, expression: str, value: str) -> str:
    """The assignment of a converted value to its field; an atomic is written through."""
    name, array = item.field.name, isinstance(item.field.type, ArrayOf)
    if item.strategy != "atomic":
        return f"self.{name} = {each(expression, value, array)};"
    if not array:
        return f"*self.{name}.get_mut() = {expression.replace('@', value)};"
    to = f"for (to, from) in self.{name}.iter_mut().zip({value})"
    return f"{to} {{ *to.get_mut() = {expression.replace('@', 'from')}; }}"
