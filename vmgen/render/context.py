# SPDX-License-Identifier: GPL-2.0-or-later
"""From a plan to the texts of one device's crate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from vmgen.model.names import variant_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Owner, Struct
from vmgen.plan import DevicePlan, StructPlan
from vmgen.plan.rust_types import rust_type
from vmgen.render.cells import converted
from vmgen.render.conversion import implementation
from vmgen.render.descriptions import Descriptions
from vmgen.render.fragment import Fragment, all_needs
from vmgen.render.hooks import hooks, mirrored
from vmgen.render.presence import older_wrappers
from vmgen.render.ranges import Reach, in_range
from vmgen.render.scalars import literal
from vmgen.render.slot import Slot, slots
from vmgen.render.texts import (
    Block,
    EnumText,
    Hooks,
    Member,
    Method,
    Mirrored,
    Requirement,
    StructMigration,
    StructText,
    blocks,
)
from vmgen.render.values import Default, mirror_defaults, runtime_default, written


class Context:
    """Makes the texts for one device."""

    def __init__(self, plan: DevicePlan) -> None:
        self.plan = plan
        self.device: Device = plan.device
        self.descriptions = Descriptions(plan)

    @cached_property
    def compared(self) -> set[str]:
        """The types that `CHANGED` compares with what they are at reset."""
        owners: list[Owner] = [self.device, *(plan.struct for plan in self.plan.structs)]
        return {name for owner in owners for name in _compared(self.plan, owner)}

    # -- registers.rs ------------------------------------------------------------------------------

    def types(self) -> list[tuple[str, object]]:
        """The run-time types in order, each with the word that its template goes by."""
        found: list[tuple[str, object]] = []
        for node in self.device.types:
            match node:
                case Enum():
                    found.append(("bits_enum" if node.repr is None else "enum", _enum(node)))
                case Bits():
                    found.append(("bits", _bits(node, node.name in self.compared)))
                case _ if not node.foreign:
                    found.append(("struct", self._runtime_struct(self.plan.struct(node.name))))
        return found

    def _runtime_struct(self, plan: StructPlan) -> StructText:
        items = [item for item in slots(self.plan, plan) if item.plan.at_run_time]
        return StructText(
            plan.struct.name,
            plan.struct.doc,
            [_member(item) for item in items],
            written([runtime_default(item) for item in items]),
            derives=["Clone"] * plan.movable + ["Debug"] * (not plan.timed),
            compared=plan.struct.name in self.compared,
            # Timers stay in place.
            reset=[item.fragment("reset") for item in items if plan.timed],
        )

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

    def needs(self) -> set[str]:
        """What conversions and descriptions need, of other files and of their own."""
        made = [item.implementation for item in self.structs if item.implementation]
        parts = [part for item in made for part in item.fragments]
        parts += [part for item in converted(self.plan) for part in (item.saved, item.restored)]
        methods = [method for block in self.device_methods() for method in block.methods]
        parts += [line for method in methods for line in method.body if isinstance(line, Fragment)]
        described = [self.descriptions.device, *(item.description for item in self.structs)]
        parts += [line for item in described for line in item.lines if isinstance(line, Fragment)]
        older = {"at_version", "mirror_at"} if older_wrappers(self.plan) else set()
        return set(all_needs(parts)) | older

    def _struct(self, plan: StructPlan) -> StructMigration:
        description = self.descriptions.struct(plan)
        subsections = self.descriptions.struct_subsections(plan)
        described = [(item.owner, item.methods) for item in (description, *subsections)]
        return StructMigration(
            self._mirror(plan),
            hooks(plan),
            blocks(described),
            subsections,
            description,
            implementation(self.plan, plan) if plan.implements else None,
        )

    def device_methods(self) -> list[Block]:
        """What the device's descriptions call, and the check of its properties."""
        described = [self.descriptions.device, *self.descriptions.device_subsections]
        checks = [
            Fragment(
                f'ensure!({item.condition}, "{item.text}, not {{}}", {item.value});',
                frozenset(["ensure"]),
            )
            for item in self.requirements()
        ]
        for rule, holds in self.descriptions.realized():
            text = f"the properties break `{rule.text}`".replace("{", "{{").replace("}", "}}")
            needed = holds.needs | {"ensure"}
            checks.append(Fragment(f'ensure!({holds.text}, "{text}");', needed))
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
        items = [item for item in slots(self.plan, plan) if item.plan.in_mirror]
        authors = plan.strategy == "mirror"
        about = f"What of [`{plan.struct.name}`] goes into the migration stream."
        asked = [Member(part.asks, "bool", _ASKED) for part in plan.struct.asked]
        asked += [Member(plan.struct.answer(part), "bool", _SAID) for part in plan.said]
        false = Fragment("false")
        return StructText(
            plan.mirror,
            plan.struct.doc if authors else about,
            [*(member for item in items for member in _mirror_members(item)), *asked],
            written(
                [
                    *(value for item in items for value in mirror_defaults(item)),
                    *(Default(item.name, false, True) for item in asked),
                ]
            ),
            compared=plan.mirror in self.compared,
            linked=not authors,
        )

    def requirements(self) -> list[Requirement]:
        """What the properties must be: in their ranges, and no more than the arrays they count."""
        found = []
        for field in self.device.all_fields:
            if not field.place.is_property or field.kind.number is None:
                continue
            counted = [other for other in self.device.all_fields if other.count == field.name]
            ends = [other.room for other in counted]
            ends += [] if field.maximum is None else [field.maximum]
            high = min(ends, default=None)
            taken = in_range(field.minimum, high, Reach.of(field.kind.number.name))
            if taken is not None:
                value = f"self.{field.name}"
                text = f"{field.wire_name} must be {_words(field.minimum, high)}"
                found.append(Requirement(taken.on(value), text, value))
        return found

    def mirrored(self) -> list[Mirrored]:
        """The author's types that are converted to and from a mirror, sorted."""
        found = {
            (field.kind.author_type, mirror.name)
            for field in self.device.all_fields
            if field.kind.author_type and (mirror := field.kind.wire_struct(self.device))
        }
        return [mirrored(name, mirror) for name, mirror in sorted(found)]

    # -- device.rs ---------------------------------------------------------------------------------

    def authored(self) -> list[Fragment]:
        """What the author writes for fields of registers, each once."""
        items = [item for plan in self.plan.structs for item in slots(self.plan, plan)]
        made = [item.fragment("author") for item in items if item.plan.travels]
        return list({item.text: item for item in made if item}.values())

    def unsafe_sync(self) -> str:
        """Why it is safe to declare the device Sync by hand; empty where it is by itself."""
        behind = [item.field for item in self.plan.fields if item.field.place.migratable]
        fields = [f"`{field.name}`" for field in behind if field.migrate]
        if self.plan.dialect.migratable_is_sync or not fields:
            return ""
        return (
            f"SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in "
            f"{', '.join(fields)}; it sits in a `BqlCell`, which asserts that the big QEMU lock is "
            "held. The compiler no longer looks at the other fields: one that is added must be "
            "`Sync`."
        )

    def parent_path(self) -> str:
        """The Rust type of a parent that is a field; empty for the two that never are."""
        paths = [node.path for node in self.device.types if isinstance(node, Struct) and node.path]
        return next(iter(paths), "")

    def bound_parent(self) -> Struct | None:
        """The parent for which the crate makes the Rust type."""
        nodes = [node for node in self.device.types if isinstance(node, Struct)]
        return next((node for node in nodes if node.binding is not None), None)

    def interface(self) -> str:
        """The interface that C asks of a device with its parent; mostly none."""
        node = self.bound_parent()
        return node.binding.interface if node is not None and node.binding is not None else ""

    def parent_struct(self, node: Struct) -> tuple[StructText, StructMigration]:
        """What a spec knows of a parent's struct, and how it travels."""
        plan = self.plan.struct(node.name)
        return self._runtime_struct(plan), self._struct(plan)

    def migrates_parent(self) -> bool:
        """Whether the parent's state travels, so that the description names its field."""
        return any(field.place.parent and field.migrate for field in self.device.all_fields)

    def hooks(self) -> list[Hooks]:
        """What the author has to write for the structs."""
        found = [hooks(plan) for plan in self.plan.structs]
        return [item for item in found if item is not None]


def _compared(device: DevicePlan, owner: Owner) -> Iterator[str]:
    for subsection in owner.subsections:
        if subsection.needed is not None and subsection.needed.kind == "changed":
            for field in subsection.fields:
                yield from _inside(device, field)


def _inside(device: DevicePlan, field: Field) -> Iterator[str]:
    """The type of a field in a mirror, and those inside it."""
    struct = field.kind.struct(device.device)
    if struct is None:
        yield field.kind.class_name
        return
    yield device.struct(struct.name).mirror
    for item in struct.all_fields:
        yield from _inside(device, item)


_ASKED = "What the author's method said: it decides about a subsection, and is not sent itself."
_SAID = "What a condition over fields that do not travel said; it is not sent itself."


def _words(low: int | None, high: int | None) -> str:
    """A range for the user of a property."""
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _member(item: Slot) -> Member:
    assert item.plan.runtime is not None
    return Member(item.name, item.plan.runtime, item.field.doc)


def _mirror_members(item: Slot) -> list[Member]:
    """The mirror's field; an option may have a flag before it."""
    assert item.plan.wire is not None
    members = [Member(item.wire_name, item.plan.wire, item.field.doc)]
    if item.flag is not None:
        members.insert(0, Member(item.flag, "bool"))
    return members


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


def _bits(node: Bits, compared: bool) -> StructText:
    members = [
        Member(_bit_name(item.name), rust_type(item.type), item.doc, not item.name.startswith("_"))
        for item in node.fields
    ]
    return StructText(node.name, node.doc, members, [], compared=compared)
