# SPDX-License-Identifier: GPL-2.0-or-later
"""The planner: snapshot or conversion, per struct and per field, and why."""

from __future__ import annotations

from dataclasses import replace

from vmgen.diagnostics import Diagnostics
from vmgen.model.kinds import InterruptSource, Timer
from vmgen.model.names import mirror_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, has_timer, innermost, struct_of
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Padding,
    Part,
    Property,
    Scalar,
    Type,
    WireOnly,
)
from vmgen.model.values import flat_length, scalar_of
from vmgen.plan.dialects import Dialect
from vmgen.plan.nodes import DevicePlan, FieldPlan, FieldStrategy, StructPlan, StructStrategy
from vmgen.plan.rust_types import rust_type

# What makes a struct's wire form differ from the struct itself.
_CONVERTS: frozenset[FieldStrategy] = frozenset(
    {
        "integer",
        "flag",
        "enum",
        "bits",
        "nonzero",
        "option",
        "duration",
        "rows",
        "fifo",
        "part",
        "custom",
        "atomic",
        "timer",
        "armed",
    }
)
# What may meet a number that is refused, where the field has no range.
_REFUSES: frozenset[FieldStrategy] = frozenset(
    {"integer", "flag", "enum", "nonzero", "option", "fifo", "custom"}
)


def plan_device(device: Device, dialect: Dialect, diagnostics: Diagnostics) -> DevicePlan:
    """Decide for one device that passed all checks of the model; notes VM2xx findings."""
    return _Planner(device, dialect, diagnostics).plan()


class _Planner:
    def __init__(self, device: Device, dialect: Dialect, diagnostics: Diagnostics) -> None:
        self._device = device
        self._dialect = dialect
        self._diagnostics = diagnostics
        self._structs: dict[str, StructPlan] = {}

    def plan(self) -> DevicePlan:
        behind = {
            inner.name
            for field in self._device.all_fields
            if isinstance(inner := innermost(field.type), Named)
            and isinstance(element(field.type), Migratable)
        }
        for node in self._device.types:
            if isinstance(node, Struct):
                self._structs[node.name] = self._struct(node, node.name in behind)
        fields = tuple(self._device_field(field) for field in self._device.all_fields)
        return DevicePlan(self._device, self._dialect, tuple(self._structs.values()), fields)

    # -- structs -----------------------------------------------------------------------------------

    def _struct(self, node: Struct, behind_migratable: bool) -> StructPlan:
        fields = tuple(self._register(field) for field in node.all_fields)
        converting = [item for item in fields if self._makes_mirror(item)]
        left = [item for item in fields if item.strategy in ("omit", "derived", "mask")]
        nested = [item for item in fields if item.strategy == "nested"]
        counted = any(field.count is not None for field in node.all_fields)
        plain = not (converting or left or nested or counted or node.asked)
        whole = plain and not (node.rules or node.check or node.subsections)
        timer = has_timer(node)
        # A timer that is not initialised must not be in what a load makes for itself.
        mirrored = bool(converting or node.asked or timer) and not node.foreign
        strategy: StructStrategy = "conversion" if mirrored else "snapshot"
        inside = [self._structs[name] for item in fields if (name := self._nested(item))]
        made = StructPlan(
            struct=node,
            strategy="mirror" if node.mirror_only else strategy,
            mirror=mirror_name(node.name) if mirrored else node.name,
            plain=plain,
            whole=whole,
            fields=fields,
            reason=_struct_reason(node, converting, left),
            movable=not (timer or any(_is_atomic(item.field) for item in fields))
            and all(part.movable for part in inside),
            refuses=bool(node.rules or node.check)
            or any(map(_may_refuse, fields))
            or any(part.refuses for part in inside),
            checked=False,
            timed=timer or any(part.timed for part in inside),
            implements=not node.foreign and (behind_migratable or not whole),
        )
        self._restored_in_place(made)
        return made

    def _nested(self, item: FieldPlan) -> str:
        """The name of the struct that a field holds; empty for other fields."""
        inner = innermost(item.field.type)
        return inner.name if isinstance(inner, Named) and inner.name in self._structs else ""

    def _restored_in_place(self, plan: StructPlan) -> None:
        """What is restored in place cannot be taken back: structs inside it are checked before."""
        if plan.struct.check and not plan.movable:
            message = f"`check=True`: `{plan.struct.name}` has a timer or an atomic in it"
            fixed = [item.field.name for item in plan.fields if not self._movable(item)]
            mend = _moved_out(", ".join(f"`{name}`" for name in fixed))
            self._diagnostics.add("VM208", plan.struct.where("check"), message, mend=mend)
        for item in plan.fields:
            name = self._nested(item)
            if name and not self._structs[name].movable and self._structs[name].refuses:
                self._structs[name] = replace(self._structs[name], checked=True)
                self._check_looks_only(self._structs[name])

    def _check_looks_only(self, plan: StructPlan) -> None:
        """The checks of a struct that is restored in place may not restore anything themselves."""
        for item in plan.fields:
            name = self._nested(item)
            if item.strategy == "nested" and self._structs[name].movable:
                message = (
                    f"`{item.field.name}`: `{name}` has a restore of its own, and "
                    f"`{plan.struct.name}` around it has a timer or an atomic, and checks"
                )
                mend = _moved_out(f"`{item.field.name}`")
                self._diagnostics.add("VM208", item.field.where("type"), message, mend=mend)

    def _movable(self, item: FieldPlan) -> bool:
        """Whether a field may be cloned and replaced."""
        name = self._nested(item)
        inner = innermost(item.field.type)
        return self._structs[name].movable if name else not isinstance(inner, Atomic | Part)

    def _makes_mirror(self, item: FieldPlan) -> bool:
        if item.strategy == "nested":
            return item.wire != item.runtime
        return item.strategy in _CONVERTS or (item.travels and item.field.rename is not None)

    def _register(self, field: Field) -> FieldPlan:
        """A field of a register struct."""
        if isinstance(field.type, Padding):
            return FieldPlan(field, "padding", "", f"[u8; {field.type.size}]", "only bytes to skip")
        runtime = rust_type(field.type)
        if field.derived:
            return FieldPlan(field, "derived", runtime, "", "found again by the author's method")
        if not field.migrate:
            return FieldPlan(field, "omit", runtime, "", "`migrate=False`")
        kind = self._kind(field)
        if kind is not None:
            return kind
        strategy, wire, reason = self._decide(field)
        if field.rename is not None:
            reason = f"{reason}; named `{field.rename}` in the stream's description"
        if field.count is not None:
            reason = f"{reason}; `{field.count}` elements of it"
        return FieldPlan(field, strategy, runtime, rust_type(wire, wrap=field.type), reason)

    def _kind(self, field: Field) -> FieldPlan | None:
        """Fields whose type alone decides; None for scalars, arrays and named types."""
        runtime, scalar = rust_type(field.type), scalar_of(field.type)
        number = field.wire or (scalar.name if scalar else "u64")
        match field.type:
            case NonZero():
                return FieldPlan(field, "nonzero", runtime, number, "0 may arrive, and is refused")
            case Optional() if field.flag is not None:
                reason = f"absent where the flag `{field.flag}` before it says so"
                return FieldPlan(field, "option", runtime, number, reason)
            case Optional():
                reason = f"absent is {field.none or 0} on the wire"
                return FieldPlan(field, "option", runtime, number, reason)
            case Atomic() | ArrayOf(item=Atomic()):
                wire = rust_type(Scalar(name=number), wrap=field.type)
                return FieldPlan(field, "atomic", runtime, wire, "what it holds at the moment")
            case Part(name="Timer") | ArrayOf(item=Part(name="Timer")):
                return self._timer(field, runtime)
            case Duration():
                return FieldPlan(field, "duration", runtime, number, f"a number of {field.unit}")
            case Fifo():
                return FieldPlan(field, "fifo", runtime, "", "travels as the parts of a ring")
            case WireOnly():
                return FieldPlan(field, "part", "", runtime, _part_reason(field))
            case Custom():
                reason = "the author's type, with the author's conversions"
                return FieldPlan(field, "custom", runtime, number, reason)
            case ArrayOf(item=ArrayOf(item=Scalar() as number_)):
                wire = f"[{number_.name}; {flat_length(field.type)}]"
                return FieldPlan(field, "rows", runtime, wire, "the engine knows one dimension")
        return None

    def _timer(self, field: Field, runtime: str) -> FieldPlan:
        wire = rust_type(Scalar(name="i64"), wrap=field.type)
        if self._dialect.timer_migrates:
            reason = "when it expires, in ns of its clock; -1 while it is not pending"
            return FieldPlan(field, "timer", runtime, wire, reason)
        reason = f"timers of dialect {self._dialect.name} do not tell: the author's methods do"
        return FieldPlan(field, "armed", runtime, wire, reason)

    def _decide(self, field: Field) -> tuple[FieldStrategy, Type, str]:
        """Strategy, type of one element on the wire, reason."""
        item = field.type.item if isinstance(field.type, ArrayOf) else field.type
        if isinstance(item, Scalar):
            return self._scalar(field, item)
        assert isinstance(item, Named)
        node = self._device.find(item.name)
        match node:
            case Enum():
                wire = Scalar(name=field.wire or node.repr or "u8")
                return "enum", wire, "any number may arrive, and only some are variants"
            case Bits(repr="u64"):
                reason = "`impl_vmstate_bitsized!` does not compile for a bitfield of 64 bits"
                return "bits", Scalar(name="u64"), reason
            case Bits():
                return "copy", item, f"a bitfield is its {node.repr}"
            case Struct():
                plan = self._structs[node.name]
                if plan.whole:
                    return "clone", item, "its fields travel as they are"
                wire_name = Named(name=plan.mirror)
                return "nested", wire_name, f"`{node.name}` has a {plan.strategy} of its own"

    def _scalar(self, field: Field, item: Scalar) -> tuple[FieldStrategy, Type, str]:
        if field.mask is not None or field.force:
            return "mask", item, "not all of its bits travel"
        if field.wire is None or field.wire == item.name:
            return "copy", item, "travels as it is"
        wire = Scalar(name=field.wire)
        strategy: FieldStrategy = "flag" if item.name == "bool" else "integer"
        return strategy, wire, f"{item.name} at run time, {field.wire} on the wire"

    # -- the device --------------------------------------------------------------------------------

    def _device_field(self, field: Field) -> FieldPlan:
        runtime = rust_type(field.type)
        match field.type:
            case Padding(size=size):
                return FieldPlan(field, "padding", "", f"[u8; {size}]", "only bytes to skip")
            case Property():
                return FieldPlan(field, "omit", runtime, "", "a property is set by the user")
            case Part(name=name) | ArrayOf(item=Part(name=name)):
                return self._part(field, name, runtime)
            case Migratable() | ArrayOf(item=Migratable()):
                return self._wrapper(field, runtime)
            case Cell() | ArrayOf(item=Cell()) if field.migrate:
                cell = element(field.type)
                assert isinstance(cell, Cell)
                return self._cell(field, cell, runtime)
        return FieldPlan(field, "omit", runtime, "", "`migrate=False`")

    def _part(self, field: Field, name: str, runtime: str) -> FieldPlan:
        if not field.migrate:
            return FieldPlan(field, "omit", runtime, "", "`migrate=False`")
        if name == "Clock":
            return FieldPlan(field, "object", runtime, "clock", "QEMU's clock describes itself")
        if name == "Timer":
            wire = rust_type(Scalar(name="i64"), wrap=field.type)
            return FieldPlan(field, "object", runtime, wire, "expiry in ns, -1 while not pending")
        return FieldPlan(field, "omit", runtime, "", "wiring, made anew when the device is")

    def _wrapper(self, field: Field, runtime: str) -> FieldPlan:
        inner = innermost(field.type)
        if isinstance(inner, Custom):
            reason = f"C sees the mirror that `{inner.name}` is converted to"
            return FieldPlan(field, "wrapper", runtime, str(inner.wire), reason)
        assert isinstance(inner, Named)
        cell = lock_of(field.type)
        if "Arc<" in runtime and not self._dialect.arc_migrates:
            message = f"`{field.name}`: dialect {self._dialect.name} has no migration for `Arc`"
            self._diagnostics.add("VM206", field.where("type"), message)
        plan = self._structs[inner.name]
        if plan.timed and "Arc<" in runtime:
            message = f"`{field.name}`: a timer inside an Arc cannot be initialised in its place"
            self._diagnostics.add("VM204", field.where("type"), message)
        reason = f"C sees a {plan.strategy} of `{inner.name}`, never the {cell}"
        beside = self._needs_the_lock() if cell == "Mutex" else ""
        if beside:
            message = f"`{field.name}` is behind a Mutex in a device that {beside}"
            self._diagnostics.add("VM205", field.where("type"), message)
        return FieldPlan(field, "wrapper", runtime, plan.mirror, reason)

    def _needs_the_lock(self) -> str:
        """What of the device takes, or needs, the big lock; empty for nothing."""
        inside = [element(field.type) for field in self._device.all_fields]
        if any(isinstance(item, InterruptSource) for item in inside):
            return "raises interrupts"
        if any(isinstance(item, Timer) for item in inside):
            return "has timers, whose functions run inside the big lock"
        cells = [type_.name for type_ in inside if isinstance(type_, Cell)]
        return f"has a {cells[0]}, which needs the big lock" if cells else ""

    def _cell(self, field: Field, cell: Cell, runtime: str) -> FieldPlan:
        item = cell.item
        if cell.name == "ParentField":
            return self._parent(field, item)
        if isinstance(item, Named):
            plan = self._structs[item.name]
            needs = self._needs_migratable(plan)
            if needs:
                message = f"`{field.name}`: {needs}"
                mend = f"Write `Migratable[{cell.name}[{item.name}]]`."
                self._diagnostics.add("VM201", field.where("type"), message, mend=mend)
        wire = rust_type(item, wrap=field.type)
        return FieldPlan(field, "cell", runtime, wire, f"{cell.name} is seen through")

    def _parent(self, field: Field, item: Type) -> FieldPlan:
        """The parent's state, which QEMU reads and writes itself."""
        assert isinstance(item, Named)
        node = self._device.find(item.name)
        assert isinstance(node, Struct)
        message = f"`{node.path}` is in no release of QEMU's Rust"
        self._diagnostics.add("VM209", field.where("type"), message)
        reason = f"the parent's own state, `{node.description.name}`"
        return FieldPlan(field, "cell", rust_type(field.type), item.name, reason)

    def _needs_migratable(self, plan: StructPlan) -> str:
        """Why a struct cannot travel in a plain cell; empty if it can."""
        if plan.strategy == "conversion":
            return plan.reason
        inside = unchecked(self._device, plan.struct)
        if plan.has_hooks or inside:
            what = "hooks" if plan.has_hooks else inside
            return f"`{plan.struct.name}` has {what}, which only a restore can run"
        if has_range(self._device, plan.struct):
            return f"`{plan.struct.name}` has ranges, which only a restore can check"
        return ""


def _moved_out(names: str) -> str:
    """The mend where a restore in place, and a look before it, do not go together."""
    return (
        f"Say the check with ranges and `rules`; or move {names} into registers of a field of the "
        "device's own, beside these: the bytes are the same if the order is."
    )


def element(type_: Type) -> Type:
    """The element of an array, or the type itself."""
    return type_.item if isinstance(type_, ArrayOf) else type_


def lock_of(type_: Type) -> str:
    """The innermost cell around registers: Mutex or BqlRefCell."""
    name = ""
    while isinstance(type_, ArrayOf | Migratable | Cell):
        if isinstance(type_, Cell):
            name = type_.name
        type_ = type_.item
    return name


def _is_atomic(field: Field) -> bool:
    return isinstance(innermost(field.type), Atomic)


def _may_refuse(item: FieldPlan) -> bool:
    ranged = item.field.minimum is not None or item.field.maximum is not None
    return item.strategy in _REFUSES or (item.travels and ranged)


def _struct_reason(node: Struct, converting: list[FieldPlan], left: list[FieldPlan]) -> str:
    """Why a struct travels as it does."""
    if node.mirror_only:
        return "the author converts to and from it"
    if node.path:
        return f"QEMU's own `{node.path}`, which it reads and writes in place"
    if converting:
        names = ", ".join(f"`{item.field.name}`" for item in converting)
        return f"{names} cannot travel as at run time"
    if node.asked:
        names = ", ".join(f"`{part.description.name}`" for part in node.asked)
        return f"the author's methods are asked about {names} when it is saved"
    if left:
        names = ", ".join(f"`{item.field.name}`" for item in left)
        return f"every field that travels does so as it is; {names} not, or not all of it"
    return "every field travels as it is"


def _part_reason(field: Field) -> str:
    part = field.part
    if part is None or part.kind == "computed":
        return "computed by the author's method"
    return f"{part.kind} of " + ", ".join(f"`{name}`" for name in part.of)


def unchecked(device: Device, struct: Struct) -> str:
    """What of a struct, however deep, only a restore does: rules or masks; empty for nothing."""
    if struct.rules:
        return "rules"
    for field in struct.all_fields:
        if field.mask is not None or field.force:
            return "masks"
        inner = struct_of(device, field.type)
        found = unchecked(device, inner) if inner is not None else ""
        if found:
            return found
    return ""


def has_range(device: Device, struct: Struct) -> bool:
    """Whether a field of the struct, however deep, has a range that must be checked."""
    for field in struct.all_fields:
        if field.minimum is not None or field.maximum is not None:
            return True
        inner = innermost(field.type)
        if isinstance(inner, Named):
            node = device.find(inner.name)
            if isinstance(node, Struct) and has_range(device, node):
                return True
    return False
