"""What templates print: plans turned into plain lists of strings, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass, field

from vmgen.model.check.names import variant_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Subsection
from vmgen.model.types import ArrayOf, Cell, Migratable, Named, Part, Property
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.plan.rust_types import rust_type
from vmgen.render.conversion import Conversion
from vmgen.render.values import Default, Defaults, literal


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a Rust struct, or a variant of an enum with its value as `type`."""

    name: str
    type: str
    doc: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class StructText:
    """A Rust struct; `defaults` is empty where `Default` is derived."""

    name: str
    doc: str
    members: list[Member]
    defaults: list[Default]


@dataclass(frozen=True, slots=True)
class EnumText:
    """An enum over an integer, or over a few bits of a bitfield."""

    name: str
    doc: str
    repr: str | None
    bits: int
    variants: list[Member]


@dataclass(frozen=True, slots=True)
class Description:
    """A VMStateDescription of `owner`; `fields` are expressions."""

    owner: str
    constant: str
    name: str
    version_id: int
    minimum_version_id: int
    priority: str | None
    fields: list[str]
    subsections: list[str] = field(default_factory=list)
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Implementation:
    """`ToMigrationState` of one struct; with `whole` snapshot and restore are a clone."""

    name: str
    mirror: str
    whole: bool
    snapshot: list[str]
    prepare: list[str]
    assign: list[str]
    version_id: str


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The named description of a `Migratable` field (dialects whose own has none)."""

    constant: str
    name: str
    type: str
    field: str
    expression: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A method that says whether a subsection is sent."""

    name: str
    subsection: str
    expression: str


@dataclass(frozen=True, slots=True)
class StructMigration:
    """Everything in `migration.rs` about one register struct."""

    mirror: StructText | None
    description: Description
    implementation: Implementation | None


class Context:
    """Makes the texts for one device."""

    def __init__(self, plan: DevicePlan) -> None:
        self.plan = plan
        self.device: Device = plan.device
        self._conversion = Conversion(plan)
        self._defaults = Defaults(plan.device)
        self.prefix = self.device.crate.upper()

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
                case _:
                    found.append(("struct", self._runtime_struct(self.plan.struct(node.name))))
        return found

    def _runtime_struct(self, plan: StructPlan) -> StructText:
        items = [item for item in plan.fields if item.strategy != "padding"]
        return StructText(
            plan.struct.name,
            plan.struct.doc,
            [Member(item.field.name, item.runtime, item.field.doc) for item in items],
            _written([self._defaults.runtime(item) for item in items]),
        )

    # -- migration.rs ------------------------------------------------------------------------------

    def bitfields(self) -> list[str]:
        """Names of the bitfield registers."""
        return [node.name for node in self.device.types if isinstance(node, Bits)]

    def structs(self) -> list[StructMigration]:
        """Mirror, description and conversions of every struct, nested ones first."""
        return [self._struct(plan) for plan in self.plan.structs]

    def _struct(self, plan: StructPlan) -> StructMigration:
        mirror = None
        if plan.strategy == "conversion":
            items = [item for item in plan.fields if item.travels and item.strategy != "padding"]
            mirror = StructText(
                plan.mirror,
                f"What of [`{plan.struct.name}`] goes into the migration stream.",
                [Member(item.field.wire_name, item.wire, item.field.doc) for item in items],
                _written([self._defaults.mirror(item) for item in items]),
            )
        head = plan.struct.description
        description = Description(
            owner=plan.mirror,
            constant="",
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            priority=head.priority,
            fields=[self._vmstate(plan.mirror, item) for item in plan.fields if item.travels],
        )
        implementation = self._implementation(plan) if plan.implements else None
        return StructMigration(mirror, description, implementation)

    def _implementation(self, plan: StructPlan) -> Implementation:
        items = [item for item in plan.fields if item.travels and item.strategy != "padding"]
        if plan.whole and plan.strategy == "snapshot":
            prepare = [line for item in items for line in self._conversion.check(item)]
            return Implementation(
                plan.struct.name, plan.mirror, True, [], prepare, [], "_version_id"
            )
        made = [self._conversion.statements(item) for item in items]
        nested = any(item.strategy == "nested" for item in items)
        return Implementation(
            name=plan.struct.name,
            mirror=plan.mirror,
            whole=False,
            snapshot=[item.snapshot for item in made],
            prepare=[line for item in made for line in item.prepare],
            assign=[item.assign for item in made],
            version_id="version_id" if nested else "_version_id",
        )

    def _vmstate(self, owner: str, item: FieldPlan) -> str:
        """The expression of one field in a description."""
        if item.strategy == "padding":
            size = item.wire.rpartition(" ")[2].rstrip("]")
            expression = f"vmstate_unused!({size})"
        elif item.strategy == "wrapper" and not self.plan.dialect.wrapper_has_name:
            expression = self._wrapper_constant(item.field)
        else:
            name = item.field.name if owner == self.device.name else item.field.wire_name
            expression = f"vmstate_of!({owner}, {name})"
        gate = f".with_version_id({item.field.since})" if item.field.since else ""
        return expression + gate

    # -- the device --------------------------------------------------------------------------------

    def _wrapper_constant(self, item: Field) -> str:
        return f"VMSTATE_{self.prefix}_{item.name.upper()}"

    def wrappers(self) -> list[Wrapper]:
        """Named descriptions for the `Migratable` fields, where the dialect has no name."""
        if self.plan.dialect.wrapper_has_name:
            return []
        return [
            Wrapper(
                constant=self._wrapper_constant(item.field),
                name=f"{self.device.description.name}/{item.field.name}/migratable",
                type=item.runtime,
                field=item.field.name,
                expression=f"vmstate_of!({self.device.name}, {item.field.name})",
            )
            for item in self.plan.fields
            if item.strategy == "wrapper"
        ]

    def unsafe_sync(self) -> bool:
        """Whether the device must be declared Sync by hand."""
        has_wrapper = any(item.strategy == "wrapper" for item in self.plan.fields)
        return has_wrapper and not self.plan.dialect.migratable_is_sync

    def _short(self, part: Subsection) -> str:
        """A subsection's name without its parent's, as an identifier."""
        rest = part.description.name.removeprefix(self.device.description.name)
        return "".join(char if char.isalnum() else "_" for char in rest).strip("_").lower()

    def needed(self) -> list[Needed]:
        """The conditions of subsections."""
        return [
            Needed(f"{self._short(part)}_needed", part.description.name, self._flag(part.needed))
            for part in self.device.subsections
            if part.needed is not None
        ]

    def _flag(self, name: str) -> str:
        cell = isinstance(self.plan.field(name).field.type, Cell)
        return f"self.{name}.get()" if cell else f"self.{name}"

    def subsections(self) -> list[Description]:
        """The descriptions of the device's subsections."""
        return [
            Description(
                owner=self.device.name,
                constant=f"VMSTATE_{self.prefix}_{self._short(part).upper()}",
                name=part.description.name,
                version_id=part.description.version_id,
                minimum_version_id=part.description.minimum_version_id,
                priority=None,
                fields=[
                    self._vmstate(self.device.name, self.plan.field(item.name))
                    for item in part.fields
                    if self.plan.field(item.name).travels
                ],
                needed=f"{self.device.name}::{self._short(part)}_needed" if part.needed else "",
            )
            for part in self.device.subsections
        ]

    def description(self) -> Description:
        """The description of the device itself."""
        head = self.device.description
        return Description(
            owner=self.device.name,
            constant=f"VMSTATE_{self.prefix}",
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            priority=head.priority,
            fields=[
                self._vmstate(self.device.name, self.plan.field(item.name))
                for item in self.device.fields
                if self.plan.field(item.name).travels
            ],
            subsections=[part.constant for part in self.subsections()],
        )

    # -- device.rs ---------------------------------------------------------------------------------

    def device_members(self) -> list[Scaffold]:
        """The fields of the device struct, as its scaffold declares and initialises them."""
        return [_scaffold(item) for item in self.plan.fields if item.strategy != "padding"]


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A field of the device struct in the scaffold."""

    name: str
    type: str
    doc: str
    kind: str
    """`property`, `clock`, `timer`, `memory`, `interrupt`, `interrupts`, `migratable`, `cell`, or
    `plain`."""
    attribute: str = ""
    size: int = 0
    lock: str = ""
    registers: str = ""
    default: str = ""
    plain_default: bool = True


def _scaffold(item: FieldPlan) -> Scaffold:
    node = item.field
    common = (node.name, item.runtime, node.doc)
    match node.type:
        case Property():
            parts = [f'rename = "{node.wire_name}"']
            if node.default is not None and not isinstance(node.default, tuple):
                parts.append(f"default = {literal(node.default)}")
            return Scaffold(*common, "property", attribute=", ".join(parts))
        case Part(name="MemoryRegion", size=size):
            return Scaffold(*common, "memory", size=size)
        case Part(name="InterruptSource"):
            return Scaffold(*common, "interrupt")
        case ArrayOf(item=Part(name="InterruptSource")):
            return Scaffold(*common, "interrupts")
        case Part(name="Clock"):
            return Scaffold(*common, "clock")
        case Part(name="Timer"):
            return Scaffold(*common, "timer")
        case Migratable(item=Cell(name=cell, item=Named(name=registers))):
            return Scaffold(*common, "migratable", lock=_lock(cell), registers=registers)
        case Cell(name="BqlRefCell", item=Named(name=registers)):
            return Scaffold(*common, "cell", lock=_lock("BqlRefCell"), registers=registers)
        case Cell(item=inner):
            default = node.default if node.default is not None else 0
            assert not isinstance(default, tuple)
            text = literal(bool(default) if rust_type(inner) == "bool" else default)
            return Scaffold(*common, "cell", default=text)
    return Scaffold(*common, "plain")


def _lock(cell: str) -> str:
    """The call that gives mutable access to a cell's content."""
    return {"Mutex": "lock().unwrap()", "BqlRefCell": "borrow_mut()"}[cell]


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


__all__ = ["Context"]
