# SPDX-License-Identifier: GPL-2.0-or-later
"""From a plan to the texts of one device's crate."""

from __future__ import annotations

import re
from functools import cached_property

from vmgen.model.names import variant_name
from vmgen.model.nodes import Bits, Device, Enum, Struct, innermost, is_parent, is_timer
from vmgen.model.types import ArrayOf, Custom, Property
from vmgen.model.values import flat_length, scalar_of
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.plan.rust_types import rust_type
from vmgen.render import kinds
from vmgen.render.conversion import Conversion
from vmgen.render.descriptions import Descriptions
from vmgen.render.hooks import hooks, mirrored
from vmgen.render.ranges import in_range
from vmgen.render.scaffold import scaffold, timers
from vmgen.render.scalars import literal, local_name
from vmgen.render.texts import (
    Block,
    EnumText,
    Hooks,
    Implementation,
    Member,
    Method,
    Mirrored,
    Requirement,
    Scaffold,
    StructMigration,
    StructText,
    TimerText,
    blocks,
)
from vmgen.render.values import Default, Defaults


class Context:
    """Makes the texts for one device."""

    def __init__(self, plan: DevicePlan) -> None:
        self.plan = plan
        self.device: Device = plan.device
        self._conversion = Conversion(plan)
        self._defaults = Defaults(plan.device)
        self.descriptions = Descriptions(plan, self._conversion)

    # -- registers.rs ------------------------------------------------------------------------------

    def types(self) -> list[tuple[str, object]]:
        """The run-time types in order, each with the word that its template goes by."""
        found: list[tuple[str, object]] = []
        for node in self.device.types:
            match node:
                case Enum():
                    found.append(("bits_enum" if node.repr is None else "enum", _enum(node)))
                case Bits():
                    found.append(("bits", _bits(node)))
                case _ if not node.foreign:
                    found.append(("struct", self._runtime_struct(self.plan.struct(node.name))))
        return found

    def _runtime_struct(self, plan: StructPlan) -> StructText:
        items = [item for item in plan.fields if item.at_run_time]
        defaults = [self._defaults.runtime(item) for item in items]
        return StructText(
            plan.struct.name,
            plan.struct.doc,
            [Member(item.field.name, item.runtime, item.field.doc) for item in items],
            _written(defaults),
            derives=["Clone"] * plan.movable + ["Debug"] * (not plan.timed),
            reset=[
                self._reset(item, default.expression)
                for item, default in zip(items, defaults, strict=True)
                if plan.timed
            ],
        )

    def _reset(self, item: FieldPlan, value: str) -> str:
        """The statement that resets a field of a struct that has timers, which stay in place."""
        name, type_ = item.field.name, item.field.type
        if is_timer(type_):
            by, call = "&", "delete()"
        elif self.plan.timed(type_):
            by, call = "&mut ", "reset()"
        else:
            return f"self.{name} = {value};"
        if isinstance(type_, ArrayOf):
            return f"for item in {by}self.{name} {{ item.{call}; }}"
        return f"self.{name}.{call};"

    # -- migration.rs ------------------------------------------------------------------------------

    def bitfields(self) -> list[str]:
        """Names of the bitfield registers."""
        return [node.name for node in self.device.types if isinstance(node, Bits)]

    def bitsized(self) -> list[str]:
        """Those of them that travel as themselves."""
        return [
            node.name for node in self.device.types if isinstance(node, Bits) and node.repr != "u64"
        ]

    @cached_property
    def structs(self) -> list[StructMigration]:
        """Mirror, description and conversions of every struct, nested ones first."""
        return [self._struct(plan) for plan in self.plan.structs if not plan.struct.path]

    def functions(self) -> list[str]:
        """Helper functions that conversions call, sorted."""
        return sorted({name for plan in self.plan.structs for name in kinds.functions(plan.fields)})

    def _struct(self, plan: StructPlan) -> StructMigration:
        description = self.descriptions.struct(plan)
        subsections = self.descriptions.struct_subsections(plan)
        made = self._implementation(plan) if plan.implements else None
        look = [made.look] if made and made.look else []
        described = [(item.owner, item.methods) for item in (description, *subsections)]
        return StructMigration(
            self._mirror(plan),
            hooks(plan),
            blocks([*described, (plan.struct.name, look)]),
            subsections,
            description,
            made,
        )

    def device_methods(self) -> list[Block]:
        """What the device's descriptions call, and the check of its properties."""
        described = [self.descriptions.device(), *self.descriptions.device_subsections()]
        checks = [
            f'ensure!({item.condition}, "{item.text}, not {{}}", {item.value});'
            for item in self.requirements()
        ]
        about = "Refuses properties with which the device could not be migrated; its `realize` "
        check = Method(
            "check_properties",
            f"{about}calls this.",
            "&self",
            [*checks, "Ok(())"],
            "util::Result<()>",
            "pub(super) ",
        )
        found = [(item.owner, item.methods) for item in described]
        return blocks([*found, (self.device.name, [check] if checks else [])])

    def _mirror(self, plan: StructPlan) -> StructText | None:
        if plan.strategy == "snapshot":
            return None
        items = [item for item in plan.fields if item.travels and item.strategy != "padding"]
        about = f"What of [`{plan.struct.name}`] goes into the migration stream."
        asked = [Member(part.asks, "bool", _ASKED) for part in plan.struct.asked]
        return StructText(
            plan.mirror,
            plan.struct.doc if plan.strategy == "mirror" else about,
            [*(member for item in items for member in _mirror_members(item)), *asked],
            _written(
                [
                    *(value for item in items for value in self._defaults.mirror(item)),
                    *(Default(item.name, "false", True) for item in asked),
                ]
            ),
        )

    def _implementation(self, plan: StructPlan) -> Implementation:
        name, mirror = plan.struct.name, plan.mirror
        rules = self._conversion.rules(plan)
        if plan.plain:
            prepare = [line for item in plan.fields for line in self._checks(item)]
            check = ["source.check_restored()?;"] if plan.struct.check else []
            return Implementation(
                name, mirror, True, [], [*prepare, *rules, *check], [], "_version_id", False
            )
        items = [
            item for item in plan.fields if item.strategy not in ("padding", "omit", "derived")
        ]
        made = [self._conversion.statements(item, plan) for item in items]
        nested = any(item.strategy in ("nested", "timer") for item in items)
        assign = [item.assign for item in made if item.assign]
        assign += [f"self.{item.field.name} = self.{item.field.name}();" for item in plan.derived]
        if plan.struct.check:
            assign = [line.replace("self.", "restored.") for line in assign]
        prepare = [line for item in made for line in item.prepare] + rules
        look = self._look(plan, items, prepare) if plan.checked else None
        if look is not None:
            source = "source" if self.plan.dialect.boxed_snapshot else "&source"
            given = look.body[-1].removeprefix("Ok(").removesuffix(")")
            call = f"self.check_migrated({source})?;"
            prepare = [call if given == "()" else f"let {given} = {call}"]
        return Implementation(
            name=name,
            mirror=mirror,
            plain=False,
            snapshot=[
                *(line for item in made for line in item.snapshot),
                *(f"target.{part.asks} = self.{part.asks}();" for part in plan.struct.asked),
            ],
            prepare=prepare,
            look=look,
            assign=assign,
            version_id="version_id" if nested else "_version_id",
            check=plan.struct.check,
        )

    def _look(self, plan: StructPlan, items: list[FieldPlan], prepare: list[str]) -> Method:
        """The first half of a restore as a method: it refuses, or gives what it converted."""
        made = [
            (
                (
                    local,
                    rust_type(scalar_of(item.field.type) or item.field.type, wrap=item.field.type),
                )
                if item.strategy == "atomic"
                else (local, item.runtime)
            )
            for item in items
            if any(
                re.match(rf"let (mut )?{(local := local_name(item.field.name))} ", line)
                for line in prepare
            )
        ]
        values, types = ", ".join(name for name, _ in made), ", ".join(type_ for _, type_ in made)
        one = len(made) == 1
        return Method(
            "check_migrated",
            "Refuses what could not be restored, before anything around it changes.",
            f"&self, source: &{plan.mirror}",
            [*prepare, f"Ok({values})" if one else f"Ok(({values}))"],
            f"Result<{types if one else f'({types})'}, InvalidError>",
            attribute="#[allow(clippy::type_complexity)]" if _complex(made) else "",
        )

    def _checks(self, item: FieldPlan) -> tuple[str, ...]:
        return () if item.strategy == "padding" else self._conversion.check(item)

    def requirements(self) -> list[Requirement]:
        """What the properties must be: in their ranges, and no more than the arrays they count."""
        found = []
        for item in self.plan.fields:
            scalar = scalar_of(item.field.type)
            if not isinstance(item.field.type, Property) or scalar is None:
                continue
            lengths = [
                flat_length(other.type)
                for other in self.device.all_fields
                if other.count == item.field.name
            ]
            low, high = item.field.minimum, item.field.maximum
            high = min([*lengths, *([] if high is None else [high])], default=None)
            value = f"self.{item.field.name}"
            if condition := in_range(value, low, high, scalar.name):
                text = f"{item.field.wire_name} must be {_words(low, high)}"
                found.append(Requirement(condition, text, value))
        return found

    def refuses(self) -> bool:
        """Whether a restore calls `refused`."""
        made = [item.implementation for item in self.structs if item.implementation]
        lines = [line for item in made for line in item.prepare]
        lines += [line for item in made if item.look for line in item.look.body]
        return any("refused(" in line for line in lines)

    def mirrored(self) -> list[Mirrored]:
        """The author's types that are converted to and from a mirror, sorted."""
        inner = {innermost(field.type) for field in self.device.all_fields}
        found = [(item.name, item.wire) for item in inner if isinstance(item, Custom) and item.wire]
        return [mirrored(name, mirror) for name, mirror in sorted(found)]

    # -- device.rs ---------------------------------------------------------------------------------

    def customs(self) -> list[tuple[str, str]]:
        """The author's types in registers with the number that each travels as, sorted."""
        items = [item for plan in self.plan.structs for item in plan.fields]
        return sorted({(item.runtime, item.wire) for item in items if item.strategy == "custom"})

    def unsafe_sync(self) -> str:
        """Why it is safe to declare the device Sync by hand; empty where it is by itself."""
        fields = [f"`{item.field.name}`" for item in self.plan.fields if item.strategy == "wrapper"]
        if self.plan.dialect.migratable_is_sync or not fields:
            return ""
        return (
            f"SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in "
            f"{', '.join(fields)}; it sits in a `BqlCell`, which asserts that the big QEMU lock is "
            "held. The compiler no longer looks at the other fields: one that is added must be "
            "`Sync`."
        )

    def device_members(self) -> list[Scaffold]:
        """The fields of the device struct, as its scaffold declares and initialises them."""
        return [
            scaffold(self.plan, item)
            for item in self.plan.fields
            if item.at_run_time and not is_parent(item.field.type)
        ]

    def parent_path(self) -> str:
        """The Rust type of a parent whose state travels; empty for the two that have none."""
        paths = [node.path for node in self.device.types if isinstance(node, Struct) and node.path]
        return next(iter(paths), "")

    def timers(self) -> list[TimerText]:
        """The timers that its scaffold initialises."""
        return timers(self.plan)

    def hooks(self) -> list[Hooks]:
        """What the author has to write for the structs."""
        found = [hooks(plan) for plan in self.plan.structs]
        return [item for item in found if item is not None]


def _complex(made: list[tuple[str, str]]) -> bool:
    """Whether clippy finds a result of these too complex: by its own measure, more than 250."""
    depths = [type_.count("[") + type_.count("<") for _, type_ in made]
    return 50 + sum(sum(30 + 10 * level for level in range(depth + 1)) for depth in depths) > 250


_ASKED = "What the author's method said: it decides about a subsection, and is not sent itself."


def _words(low: int | None, high: int | None) -> str:
    """A range for the user of a property."""
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _mirror_members(item: FieldPlan) -> list[Member]:
    """The mirror's field; an option may have a flag before it."""
    members = [Member(item.field.wire_name, item.wire, item.field.doc)]
    if item.field.flag is not None:
        members.insert(0, Member(item.field.flag, "bool"))
    return members


def _written(defaults: list[Default]) -> list[Default]:
    """The defaults if one of them needs writing, else nothing: derive does it."""
    return [] if all(item.derivable for item in defaults) else defaults


def _enum(node: Enum) -> EnumText:
    variants = node.variants
    if node.repr is None:  # the macro numbers them itself
        variants = tuple(sorted(variants, key=lambda variant: variant.value))
    return EnumText(
        node.name,
        node.doc,
        node.repr,
        node.bits,
        [Member(variant_name(item.name), literal(item.value), item.doc) for item in variants],
    )


def _bit_name(name: str) -> str:
    """Bits without a meaning are all called as bilge numbers them: their name is never used."""
    return "_reserved" if name.startswith("_") else name


def _bits(node: Bits) -> StructText:
    members = [
        Member(_bit_name(item.name), rust_type(item.type), item.doc, not item.name.startswith("_"))
        for item in node.fields
    ]
    return StructText(node.name, node.doc, members, [])
