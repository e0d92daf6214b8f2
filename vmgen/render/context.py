# SPDX-License-Identifier: GPL-2.0-or-later
"""From a plan to the texts of one device's crate."""

from __future__ import annotations

import re
from functools import cached_property

from vmgen.model.check.names import variant_name
from vmgen.model.check.values import flat_length, scalar_of
from vmgen.model.nodes import Bits, Device, Enum, Struct, innermost, is_parent, is_timer
from vmgen.model.types import ArrayOf, Custom, Property
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.plan.rust_types import rust_type
from vmgen.render import kinds
from vmgen.render.conversion import Conversion, clipped, in_range
from vmgen.render.descriptions import Descriptions
from vmgen.render.scaffold import scaffold, timers
from vmgen.render.scalars import literal
from vmgen.render.texts import (
    EnumText,
    Hooks,
    HookText,
    Implementation,
    Member,
    Mirrored,
    Requirement,
    Scaffold,
    StructMigration,
    StructText,
    TimerText,
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
        return StructMigration(
            self._mirror(plan),
            _hooks(plan, self.device.origin),
            self.descriptions.struct_subsections(plan),
            self.descriptions.struct(plan),
            self._implementation(plan) if plan.implements else None,
        )

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
        return Implementation(
            name=name,
            mirror=mirror,
            plain=False,
            snapshot=[
                *(line for item in made for line in item.snapshot),
                *(f"target.{part.asks} = self.{part.asks}();" for part in plan.struct.asked),
            ],
            prepare=prepare,
            look=_without_unused(prepare) if plan.checked else [],
            assign=assign,
            version_id="version_id" if nested else "_version_id",
            check=plan.struct.check,
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
            if condition := in_range(value, *clipped(low, high, scalar.name)):
                text = f"{item.field.wire_name} must be {_words(low, high)}"
                found.append(Requirement(condition, text, value))
        return found

    def refuses(self) -> bool:
        """Whether a restore calls `refused`."""
        made = [item.implementation for item in self.structs]
        return any("refused(" in line for item in made if item for line in item.prepare)

    def mirrored(self) -> list[Mirrored]:
        """The author's types that are converted to and from a mirror, sorted."""
        inner = {innermost(field.type) for field in self.device.all_fields}
        found = [(item.name, item.wire) for item in inner if isinstance(item, Custom) and item.wire]
        return [_mirrored(name, mirror) for name, mirror in sorted(found)]

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
        found = [_hooks(plan, self.device.origin) for plan in self.plan.structs]
        return [item for item in found if item is not None]


_ASKED = "What the author's method said: it decides about a subsection, and is not sent itself."


def _without_unused(lines: list[str]) -> list[str]:
    """The same statements where nothing is assigned behind them: values are only made."""
    found = []
    for at, line in enumerate(lines):
        local = re.match(r"let (\w+) = ", line)
        used = local and any(re.search(rf"\b{local[1]}\b", other) for other in lines[at + 1 :])
        found.append(line[local.end() :] if local and not used else line)
    return found


def _words(low: int | None, high: int | None) -> str:
    """A range for the user of a property."""
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _mirrored(name: str, mirror: str) -> Mirrored:
    """What the author writes for a type with a mirror: a snapshot that cannot fail, a restore."""
    snapshot = "What goes into the stream. It cannot fail: an error here would end QEMU."
    restore = "Takes what arrived into use; what it refuses, it leaves as it was."
    methods = [
        HookText("snapshot", mirror, snapshot),
        HookText("restore", "Result<(), InvalidError>", restore, f"&self, source: &{mirror}"),
    ]
    return Mirrored(name, mirror, Hooks(f"{name}Hooks", name, methods))


def _hooks(plan: StructPlan, origin: str) -> Hooks | None:
    """The trait of the author's methods; None where there are none."""
    if not plan.has_hooks:
        return None
    methods = [
        HookText(
            item.field.name,
            item.wire,
            f"`{item.field.wire_name}` in the stream (`{origin}:{item.field.position.line}`).",
        )
        for item in plan.computed
    ]
    methods += [
        HookText(
            item.field.name,
            item.runtime,
            f"`{item.field.name}` after a restore (`{origin}:{item.field.position.line}`).",
        )
        for item in plan.derived
    ]
    for part in plan.struct.asked:
        about = f"Whether `{part.description.name}` is sent (`{origin}:{part.position.line}`)."
        methods.append(HookText(part.asks, "bool", about))
    for item in plan.armed:
        methods += _arming(item, origin)
    if plan.struct.check:
        about = f"Refuses a restored state (`{origin}:{plan.struct.position.line}`)."
        methods.append(HookText("check_restored", "Result<(), InvalidError>", about))
    return Hooks(f"{plan.struct.name}Hooks", plan.struct.name, methods)


def _arming(item: FieldPlan, origin: str) -> list[HookText]:
    """The two methods for a timer that does not tell when it expires."""
    name, place = item.field.name, f"{origin}:{item.field.position.line}"
    index = ", index: usize" if isinstance(item.field.type, ArrayOf) else ""
    return [
        HookText(
            f"{name}_expire_time_ns",
            "Option<i64>",
            f"When `{name}` expires, in ns of its clock, if it is pending (`{place}`).",
            f"&self{index}",
        ),
        HookText(
            f"arm_{name}",
            "",
            f"Makes `{name}` expire at that time, or stops it (`{place}`).",
            f"&mut self{index}, expire_time_ns: Option<u64>",
        ),
    ]


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


def _bits(node: Bits) -> StructText:
    members = [
        Member(item.name, rust_type(item.type), item.doc, not item.name.startswith("_"))
        for item in node.fields
    ]
    return StructText(node.name, node.doc, members, [])
