"""The planner: snapshot or conversion, per struct and per field, and why."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.check.names import mirror_name
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, innermost
from vmgen.model.types import (
    ArrayOf,
    Cell,
    Migratable,
    Named,
    Padding,
    Part,
    Property,
    Scalar,
    Type,
)
from vmgen.plan.dialects import Dialect
from vmgen.plan.nodes import DevicePlan, FieldPlan, FieldStrategy, StructPlan
from vmgen.plan.rust_types import rust_type

# What makes a struct's wire form differ from the struct itself.
_CONVERTS: frozenset[FieldStrategy] = frozenset({"integer", "flag", "enum"})


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
            innermost(field.type).name  # type: ignore[union-attr]  # shapes were checked
            for field in self._device.all_fields
            if isinstance(field.type, Migratable)
        }
        for node in self._device.types:
            if isinstance(node, Struct):
                self._structs[node.name] = self._struct(node, node.name in behind)
        fields = tuple(self._device_field(field) for field in self._device.all_fields)
        return DevicePlan(self._device, self._dialect, tuple(self._structs.values()), fields)

    # -- structs -----------------------------------------------------------------------------------

    def _struct(self, node: Struct, behind_migratable: bool) -> StructPlan:
        fields = tuple(self._register(field) for field in node.fields)
        converting = [item for item in fields if self._makes_mirror(item)]
        omitted = [item for item in fields if item.strategy == "omit"]
        nested = [item for item in fields if item.strategy == "nested"]
        whole = not (converting or omitted or nested)
        if converting:
            names = ", ".join(f"`{item.field.name}`" for item in converting)
            reason = f"{names} cannot travel as at run time"
        elif omitted:
            names = ", ".join(f"`{item.field.name}`" for item in omitted)
            reason = f"every field that travels does so as it is; {names} stays behind"
        else:
            reason = "every field travels as it is"
        return StructPlan(
            struct=node,
            strategy="conversion" if converting else "snapshot",
            mirror=mirror_name(node.name) if converting else node.name,
            whole=whole,
            fields=fields,
            reason=reason,
            implements=behind_migratable or not whole,
        )

    def _makes_mirror(self, item: FieldPlan) -> bool:
        if item.strategy == "nested":
            return item.wire != item.runtime
        return item.strategy in _CONVERTS or (item.travels and item.field.rename is not None)

    def _register(self, field: Field) -> FieldPlan:
        """A field of a register struct."""
        if isinstance(field.type, Padding):
            return FieldPlan(field, "padding", "", f"[u8; {field.type.size}]", "only bytes to skip")
        runtime = rust_type(field.type)
        if not field.migrate:
            return FieldPlan(field, "omit", runtime, "", "`migrate=False`")
        strategy, wire, reason = self._decide(field)
        if field.rename is not None:
            reason = f"{reason}; named `{field.rename}` in the stream's description"
        return FieldPlan(field, strategy, runtime, rust_type(wire, wrap=field.type), reason)

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
            case Bits():
                return "copy", item, f"a bitfield is its {node.repr}"
            case Struct():
                plan = self._structs[node.name]
                if plan.whole:
                    return "clone", item, "its fields travel as they are"
                wire_name = Named(name=plan.mirror)
                return "nested", wire_name, f"`{node.name}` has a {plan.strategy} of its own"

    def _scalar(self, field: Field, item: Scalar) -> tuple[FieldStrategy, Type, str]:
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
            case Migratable(item=Cell(name=cell, item=Named(name=name))):
                return self._wrapper(field, cell, name, runtime)
            case Cell() if field.migrate:
                return self._cell(field, field.type, runtime)
        return FieldPlan(field, "omit", runtime, "", "`migrate=False`")

    def _part(self, field: Field, name: str, runtime: str) -> FieldPlan:
        if not field.migrate:
            return FieldPlan(field, "omit", runtime, "", "`migrate=False`")
        if name == "Clock":
            return FieldPlan(field, "part", runtime, "clock", "QEMU's clock describes itself")
        if name == "Timer":
            return FieldPlan(field, "part", runtime, "i64", "expiry in ns, -1 while not pending")
        return FieldPlan(field, "omit", runtime, "", "wiring, made anew when the device is")

    def _wrapper(self, field: Field, cell: str, name: str, runtime: str) -> FieldPlan:
        plan = self._structs[name]
        reason = f"C sees a {plan.strategy} of `{name}`, never the {cell}"
        if cell == "Mutex" and any(
            innermost(other.type) == Part(name="InterruptSource")
            for other in self._device.all_fields
        ):
            message = f"`{field.name}` is behind a Mutex in a device that raises interrupts"
            self._diagnostics.add("VM205", field.where("type"), message)
        return FieldPlan(field, "wrapper", runtime, plan.mirror, reason)

    def _cell(self, field: Field, cell: Cell, runtime: str) -> FieldPlan:
        item = cell.item
        if isinstance(item, Named):
            plan = self._structs[item.name]
            needs = self._needs_migratable(plan)
            if needs:
                message = f"`{field.name}`: {needs}"
                mend = f"Write `Migratable[{cell.name}[{item.name}]]`."
                self._diagnostics.add("VM201", field.where("type"), message, mend=mend)
        return FieldPlan(field, "cell", runtime, rust_type(item), f"{cell.name} is seen through")

    def _needs_migratable(self, plan: StructPlan) -> str:
        """Why a struct cannot travel in a plain cell; empty if it can."""
        if plan.strategy == "conversion":
            return plan.reason
        if has_range(self._device, plan.struct):
            return f"`{plan.struct.name}` has ranges, which only a restore can check"
        return ""


def has_range(device: Device, struct: Struct) -> bool:
    """Whether a field of the struct, however deep, has a range that must be checked."""
    for field in struct.fields:
        if field.minimum is not None or field.maximum is not None:
            return True
        inner = innermost(field.type)
        if isinstance(inner, Named):
            node = device.find(inner.name)
            if isinstance(node, Struct) and has_range(device, node):
                return True
    return False
