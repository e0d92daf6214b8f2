# SPDX-License-Identifier: GPL-2.0-or-later
"""VMStateDescriptions as builder chains: of the device, of its structs, of their subsections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vmgen.layout import SCALARS
from vmgen.lint.rules import device_ranges, struct_ranges
from vmgen.model.names import (
    device_constant,
    fit_method,
    needed_method,
    subsection_constant,
    subsection_ident,
    wrapper_constants,
)
from vmgen.model.nodes import Device, Enum, Field, Struct, Subsection
from vmgen.model.types import ArrayOf, Cell, Named, Scalar
from vmgen.model.values import scalar_of
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.plan.decide import element
from vmgen.render.conversion import Conversion
from vmgen.render.enums import variants_on_wire
from vmgen.render.expressions import Leaf, condition
from vmgen.render.scalars import literal
from vmgen.render.texts import Description, Method, Wrapper
from vmgen.render.values import Defaults


class Descriptions:
    """Makes the descriptions of one device."""

    def __init__(self, plan: DevicePlan, conversion: Conversion) -> None:
        self._plan = plan
        self._device: Device = plan.device
        self._conversion = conversion

    # -- what travels ------------------------------------------------------------------------------

    def _fields(self, owner: str, items: Sequence[FieldPlan]) -> tuple[list[str], list[Method]]:
        """Expressions for fields, and the methods that they call."""
        lines: list[str] = []
        methods: list[Method] = []
        for item in items:
            if not item.travels:
                continue
            fits = self._fits(owner, item)
            if fits is not None:
                text = f"{item.field.count} is at most {_length(item.field)}"
                lines += macro_lines(
                    "vmstate_validate", owner, f'c"{text}"', f"{owner}::{fits.name}"
                )
                methods.append(fits)
            if item.field.flag is not None:
                lines += macro_lines("vmstate_of", owner, item.field.flag)
            lines += self._lines(owner, item)
        return lines, methods

    def _lines(self, owner: str, item: FieldPlan) -> list[str]:
        field = item.field
        gate = f".with_version_id({field.since})" if field.since else ""
        if item.strategy == "padding":
            size = item.wire.rpartition(" ")[2].rstrip("]")
            return macro_lines("vmstate_unused", size, then=gate)
        if item.strategy == "wrapper" and not self._plan.dialect.wrapper_has_name:
            return [f"{wrapper_constants(self._device.crate, field.name)[1]}{gate},"]
        if owner == self._device.name and field.rename is not None:
            return self._named(field, field.rename, gate)
        return macro_lines("vmstate_of", *self._of(owner, field), then=gate)

    def _named(self, field: Field, name: str, gate: str) -> list[str]:
        """A field of the device under C's name; that of a mirror has it already."""
        *first, last = macro_lines("..vmstate_of", *self._of(self._device.name, field))
        inside = [f'name: c"{name}".as_ptr(),', *first, last.rstrip(",")]
        end = ["}", f"{gate},"] if gate else ["},"]
        return ["VMStateField {", *(f"    {line}" for line in inside), *end]

    def _of(self, owner: str, field: Field) -> tuple[str, str]:
        """The arguments of `vmstate_of!`."""
        name = field.name if owner == self._device.name else field.wire_name
        return owner, name + (f"[0 .. {field.count}]" if field.count else "")

    def _fits(self, owner: str, item: FieldPlan) -> Method | None:
        """The check that a count is not above its array's length; None where it cannot be."""
        field = item.field
        if field.count is None:
            return None
        of_device = owner == self._device.name
        count = self._counted(field.count, of_device, owner)
        scalar = scalar_of(count.type)
        assert scalar is not None
        number = scalar.name if of_device else count.wire or scalar.name
        if SCALARS[number].maximum <= _length(field):
            return None
        cell = ".get()" if isinstance(count.type, Cell) else ""
        return Method(
            fit_method(field.name),
            f"Whether `{field.name}` holds as many elements as `{field.count}` says.",
            "&self, _version_id: u8",
            [f"self.{count.name if of_device else count.wire_name}{cell} <= {_length(field)}"],
        )

    def _counted(self, name: str, of_device: bool, owner: str) -> Field:
        if of_device:
            return self._plan.field(name).field
        plan = next(item for item in self._plan.structs if item.mirror == owner)
        return next(item.field for item in plan.fields if item.field.name == name)

    # -- structs -----------------------------------------------------------------------------------

    def struct(self, plan: StructPlan) -> Description:
        """The description of a struct's wire form, without its subsections."""
        head = plan.struct.description
        lines, methods = self._fields(plan.mirror, plan.own)
        return Description(
            owner=plan.mirror,
            constant="",
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            lines=lines,
            priority=head.priority,
            subsections=self._inside(plan.struct),
            methods=methods,
        )

    def struct_subsections(self, plan: StructPlan) -> list[Description]:
        """The descriptions of a struct's own subsections; their `needed` sees the wire form."""
        named = {item.field.name: item for item in plan.fields}
        return [
            self._subsection(
                plan.struct,
                plan.mirror,
                part,
                [named[field.name] for field in part.fields],
                self._mirror_condition(plan, part),
            )
            for part in plan.struct.subsections
        ]

    def _mirror_condition(self, plan: StructPlan, part: Subsection) -> str:
        if part.asks:
            return f"self.{part.asks}"
        leaves = {}
        for item in plan.fields:
            named = variants_on_wire(node, item.wire) if (node := self._enum(item)) else {}
            if isinstance(scalar_of(item.field.type), Scalar) or named:
                place = f"self.{item.field.wire_name}"
                leaves[item.field.name] = Leaf(
                    place, item.wire, flag=item.strategy == "flag", variants=named
                )
            leaves.update(self._conversion.bits_leaves(item, f"self.{item.field.wire_name}"))
        if part.needed is not None and part.needed.kind == "changed":
            plans = {item.field.name: item for item in plan.fields}
            defaults = Defaults(self._device)
            return " || ".join(
                _differs(f"self.{default.name}", default.expression)
                for field in part.fields
                for default in defaults.mirror(plans[field.name])
            )
        ranges = struct_ranges(self._device, plan.struct)
        return _condition(part, leaves, ranges)

    def _enum(self, item: FieldPlan) -> Enum | None:
        """The enum of a field that is one, and travels."""
        type_ = item.field.type
        if item.strategy != "enum" or not isinstance(type_, Named):
            return None
        node = self._device.find(type_.name)
        assert isinstance(node, Enum)
        return node

    # -- subsections -------------------------------------------------------------------------------

    def _short(self, owner: Device | Struct, part: Subsection) -> str:
        """A subsection's name without its parent's, as an identifier."""
        return subsection_ident(owner.description.name, part.description.name)

    def _constant(self, owner: Device | Struct, part: Subsection) -> str:
        struct = "" if isinstance(owner, Device) else owner.name
        return subsection_constant(self._device.crate, struct, self._short(owner, part))

    def _inside(self, owner: Device | Struct, within: str = "") -> list[str]:
        """The constants of the subsections of a description, or of one of its subsections."""
        return [self._constant(owner, part) for part in owner.subsections if part.within == within]

    def _subsection(
        self,
        owner: Device | Struct,
        rust: str,
        part: Subsection,
        items: Sequence[FieldPlan],
        text: str,
    ) -> Description:
        head, short = part.description, self._short(owner, part)
        lines, methods = self._fields(rust, items)
        needed = ""
        if part.needed is not None:
            needed = f"{rust}::{needed_method(short)}"
            if part.asks and isinstance(owner, Device):
                needed = f"{rust}::{part.asks}"
            else:
                about = f"Whether the subsection `{head.name}` is sent."
                methods = [*methods, Method(needed_method(short), about, "&self", [text])]
        return Description(
            owner=rust,
            constant=self._constant(owner, part),
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            lines=lines,
            needed=needed,
            subsections=self._inside(owner, head.name),
            methods=methods,
        )

    # -- the device --------------------------------------------------------------------------------

    def device(self) -> Description:
        """The description of the device itself."""
        head = self._device.description
        items = [self._plan.field(field.name) for field in self._device.fields]
        lines, methods = self._fields(self._device.name, items)
        return Description(
            owner=self._device.name,
            constant=device_constant(self._device.crate),
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            lines=lines,
            priority=head.priority,
            flags=[flag for flag in ("unmigratable", "early_setup") if getattr(head, flag)],
            hooks=list(self._device.hooks),
            subsections=self._inside(self._device),
            methods=methods,
        )

    def device_subsections(self) -> list[Description]:
        """The descriptions of the device's subsections."""
        return [
            self._subsection(
                self._device,
                self._device.name,
                part,
                [self._plan.field(field.name) for field in part.fields],
                _condition(part, self._device_leaves(), device_ranges(self._device)),
            )
            for part in self._device.subsections
        ]

    def _device_leaves(self) -> dict[str, Leaf]:
        found = {}
        for field in self._device.all_fields:
            scalar = scalar_of(field.type)
            if scalar is not None:
                cell = ".get()" if isinstance(field.type, Cell) else ""
                found[field.name] = Leaf(f"self.{field.name}{cell}", scalar.name)
        return found

    # -- wrappers ----------------------------------------------------------------------------------

    def wrappers(self) -> list[Wrapper]:
        """Named descriptions for the `Migratable` fields, where the dialect has no name."""
        if self._plan.dialect.wrapper_has_name:
            return []
        return [
            Wrapper(
                *wrapper_constants(self._device.crate, item.field.name),
                name=f"{self._device.description.name}/{item.field.name}/migratable",
                type=_element_type(item),
                expression=f"vmstate_of!({', '.join(self._of(self._device.name, item.field))})",
                renamed=item.field.rename or "",
            )
            for item in self._plan.fields
            if item.strategy == "wrapper"
        ]


_ROOM = 100 - 12
"""Columns for an element of `vmstate_fields!`: rustfmt leaves what is in the braces of a macro."""


def macro_lines(name: str, *arguments: str, then: str = "") -> list[str]:
    """A macro call as an element of a list, in lines as rustfmt would have it."""
    line = f"{name}!({', '.join(arguments)}){then},"
    if len(line) <= _ROOM:
        return [line]
    *first, last = arguments
    lines = [f"{name}!(", *(f"    {item}," for item in first), f"    {last}"]
    return [*lines, ")", f"{then},"] if then else [*lines, "),"]


def _length(field: Field) -> int:
    assert isinstance(field.type, ArrayOf)
    return field.type.length


def _element_type(item: FieldPlan) -> str:
    """The Rust type of an array's elements, or of the field."""
    if element(item.field.type) is item.field.type:
        return item.runtime
    return item.runtime[1:].rpartition(";")[0]


def _condition(
    part: Subsection, leaves: Mapping[str, Leaf], ranges: Mapping[str, tuple[int, int]]
) -> str:
    """The body of `needed`; empty where the author writes it, or where there is none."""
    if part.needed is None or part.asks:
        return ""
    if part.needed.kind == "expression":
        return condition(part.needed.text, ranges, leaves.__getitem__)
    return " || ".join(_changed(field, leaves[field.name]) for field in part.fields)


def _changed(field: Field, leaf: Leaf) -> str:
    """Whether a field differs from its reset value."""
    default = field.default if isinstance(field.default, int) else 0
    value = bool(default) if leaf.type == "bool" else int(default)
    return _differs(leaf.text, literal(value))


def _differs(value: str, default: str) -> str:
    """The condition that a value is not its reset value."""
    if default in ("true", "false"):
        return f"!{value}" if default == "true" else value
    return f"{value} != {default}"
