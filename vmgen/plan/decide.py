# SPDX-License-Identifier: GPL-2.0-or-later
"""The planner: how everything of one device travels, and why.

How a field travels says its kind. Here is what needs more than the field: the whole struct, the
device, the dialect.
"""

from __future__ import annotations

from dataclasses import replace

from vmgen.diagnostics import Diagnostics
from vmgen.layout.body import count_text
from vmgen.model.cells import beside
from vmgen.model.kinds.number import counting
from vmgen.model.names import beside_name, mirror_name
from vmgen.model.nodes import Device, Field, Struct, Subsection
from vmgen.model.place import Shape
from vmgen.model.scope import by_run_time
from vmgen.model.travel import Travel
from vmgen.plan.decisions import DevicePlan, FieldPlan, StructPlan, StructStrategy
from vmgen.plan.dialects import Dialect
from vmgen.plan.inside import has_range, unchecked
from vmgen.plan.rust_types import RustType

_LEFT_OUT = Travel("omit", "`migrate=False`", partial=True)
_STATELESS = Travel("omit", "`migrate=False`: the C device sends nothing of its parent")
_DERIVED = Travel("derived", "found again by the author's method", partial=True)
_PROPERTY = Travel("omit", "a property is set by the user")


def plan_device(device: Device, dialect: Dialect, diagnostics: Diagnostics) -> DevicePlan:
    """Decide for one device that passed all checks of the model; notes VM2xx findings."""
    return _Planner(device, dialect, diagnostics).plan()


class _Planner:
    """Plans one device; to its kinds, what is around a field (`Around`)."""

    def __init__(self, device: Device, dialect: Dialect, diagnostics: Diagnostics) -> None:
        self._device = device
        self._dialect = dialect
        self._diagnostics = diagnostics
        self._structs: dict[str, StructPlan] = {}

    def plan(self) -> DevicePlan:
        behind = [
            field.kind.struct(self._device)
            for field in self._device.all_fields
            if field.place.migratable
        ]
        for node in self._device.structs:
            self._structs[node.name] = self._struct(node, node in behind)
        fields = tuple(self._device_field(field) for field in self._device.all_fields)
        return DevicePlan(self._device, self._dialect, tuple(self._structs.values()), fields)

    # -- what kinds ask ----------------------------------------------------------------------------

    @property
    def device(self) -> Device:
        """The device."""
        return self._device

    def struct(self, name: str) -> StructPlan:
        """The plan of a struct that a field holds."""
        return self._structs[name]

    @property
    def dialect(self) -> Dialect:
        """What QEMU's Rust has."""
        return self._dialect

    # -- structs -----------------------------------------------------------------------------------

    def _struct(self, node: Struct, behind_migratable: bool) -> StructPlan:
        fields = tuple(_counted_by_u32(node, self._register(field)) for field in node.all_fields)
        converting = [item for item in fields if _makes_mirror(item)]
        left = [item for item in fields if item.travel.partial]
        counted = any(field.count is not None for field in node.all_fields)
        own = any(item.travel.by_traits for item in fields)
        said = by_run_time(self._device, node)
        plain = not (converting or left or own or counted or node.asked or said)
        looks = any(item.travel.refuses for item in fields)
        whole = plain and not (looks or node.rules or node.check or node.subsections)
        timer = node.timed
        # A timer that is not initialised must not be in what a load makes for itself.
        mirrored = bool(converting or node.asked or said or timer) and not node.foreign
        strategy: StructStrategy = "conversion" if mirrored else "snapshot"
        inside = [plan for item in fields if (plan := self._inside(item))]
        made = StructPlan(
            struct=node,
            strategy="mirror" if node.mirror_only else strategy,
            mirror=mirror_name(node.name) if mirrored else node.name,
            plain=plain,
            whole=whole,
            fields=fields,
            reason=_struct_reason(node, converting, left, said),
            movable=all(item.field.kind.movable for item in fields)
            and all(one.movable for one in inside),
            refuses=bool(node.rules or node.check)
            or any(map(_may_refuse, fields))
            or any(one.refuses for one in inside),
            checked=False,
            timed=timer or any(one.timed for one in inside),
            implements=not node.foreign and (behind_migratable or not whole),
            said=said,
        )
        self._restored_in_place(made)
        return made

    def _inside(self, item: FieldPlan) -> StructPlan | None:
        """The plan of the struct that a field holds; None for other fields."""
        node = item.field.kind.struct(self._device)
        return self._structs[node.name] if node else None

    def _restored_in_place(self, plan: StructPlan) -> None:
        """What is restored in place cannot be taken back: structs inside it are checked before."""
        if plan.struct.check and not plan.movable:
            message = f"`check=True`: `{plan.struct.name}` has a timer or an atomic in it"
            fixed = [item.field.name for item in plan.fields if not self._movable(item)]
            mend = _moved_out(", ".join(f"`{name}`" for name in fixed))
            self._diagnostics.add("VM208", plan.struct.where("check"), message, mend=mend)
        for item in plan.fields:
            inside = self._inside(item)
            if inside and not inside.movable and inside.refuses:
                inside = replace(inside, checked=True)
                self._structs[inside.struct.name] = inside
                self._check_looks_only(inside)

    def _check_looks_only(self, plan: StructPlan) -> None:
        """The checks of a struct that is restored in place may not restore anything themselves."""
        for item in plan.fields:
            inside = self._inside(item)
            if item.travel.by_traits and inside and inside.movable:
                message = (
                    f"`{item.field.name}`: `{inside.struct.name}` has a restore of its own, and "
                    f"`{plan.struct.name}` around it has a timer or an atomic, and checks"
                )
                mend = _moved_out(f"`{item.field.name}`")
                self._diagnostics.add("VM208", item.field.where("type"), message, mend=mend)

    def _movable(self, item: FieldPlan) -> bool:
        """Whether a field may be cloned and replaced."""
        inside = self._inside(item)
        return inside.movable if inside else item.field.kind.movable

    def _register(self, field: Field) -> FieldPlan:
        """A field of a register struct."""
        if field.derived:
            return _made(field, _DERIVED)
        if not field.migrate:
            return _made(field, _LEFT_OUT)
        made = _made(field, field.kind.travel(field, self))
        reason = made.reason
        if field.rename is not None:
            reason += f"; named `{field.rename}` in the stream's description"
        if field.count is not None:
            count = count_text(field.count, field.times, field.kind.per)
            reason += f"; `{count}` elements of it"
        if field.shape.part is None:
            return replace(made, reason=reason)
        part = field.shape.part
        reason += f"; elements {part.start}..{part.stop} of it"
        return replace(made, travel=replace(made.travel, partial=True), reason=reason)

    # -- the device --------------------------------------------------------------------------------

    def _device_field(self, field: Field) -> FieldPlan:
        place = field.place
        if place.is_property:
            return _made(field, _PROPERTY)
        if place.parent:
            return self._parent(field)
        if place.migratable:
            self._migration_of_type(field)
        if not field.migrate:
            return _made(field, _LEFT_OUT)
        if place.migratable:
            return self._wrapper(field)
        if place.cell:
            return self._cell(field)
        return _made(field, field.kind.travel_in_device(field))

    def _wrapper(self, field: Field) -> FieldPlan:
        node = field.kind.struct(self._device)
        self._shared(field, self._structs[node.name] if node else None)
        return _made(field, field.kind.travel_wrapped(field, self))

    def _migration_of_type(self, field: Field) -> None:
        """What `Migratable` asks of the type inside, whether the field travels or not."""
        without = f"`{field.name}`: dialect {self._dialect.name} has no migration for"
        if field.kind.number is not None and not self._dialect.numbers_migrate:
            mend = "Leave out `Migratable`, or put the field into a `Registers` struct."
            self._diagnostics.add("VM206", field.where("type"), f"{without} numbers", mend=mend)
        if field.place.arc and not self._dialect.arc_migrates:
            self._diagnostics.add("VM206", field.where("type"), f"{without} `Arc`")

    def _shared(self, field: Field, plan: StructPlan | None = None) -> None:
        """What locks and several owners ask of registers, or of a value."""
        if plan is not None and plan.timed and field.place.arc:
            message = f"`{field.name}`: a timer inside an Arc cannot be initialised in its place"
            self._diagnostics.add("VM204", field.where("type"), message)
        beside = self._needs_the_lock() if field.place.cell == "Mutex" else ""
        if beside:
            message = f"`{field.name}` is behind a Mutex in a device that {beside}"
            self._diagnostics.add("VM205", field.where("type"), message)

    def _needs_the_lock(self) -> str:
        """What of the device takes, or needs, the big lock; empty for nothing."""
        fields = self._device.all_fields
        kinds = [field.kind for field in fields if field.kind.under_lock]
        if kinds:
            return max(kind.under_lock for kind in kinds)
        around = [field.place.around[0] for field in fields if field.place.around]
        cells = [word for word in around if word not in ("Migratable", "Mutex", "Property")]
        return f"has a {cells[0]}, which needs the big lock" if cells else ""

    def _cell(self, field: Field) -> FieldPlan:
        kind, cell = field.kind, field.place.cell
        if node := kind.struct(self._device):
            needs = self._needs_migratable(self._structs[node.name])
            if needs:
                message = f"`{field.name}`: {needs}"
                mend = f"Write `Migratable[{cell}[{node.name}]]`."
                self._diagnostics.add("VM201", field.where("type"), message, mend=mend)
        if beside(self._device, field):
            return self._beside(field)
        return _made(field, Travel("cell", f"{cell} is seen through", kind))

    def _beside(self, field: Field) -> FieldPlan:
        """What travels by a number beside its cell."""
        self._shared(field)
        travel, number = field.kind.travel(field, self), beside_name(field.name)
        why = travel.reason if travel.converts else "nothing of C's takes a Mutex"
        reason = f"`{number}` travels for it: {why}"
        return _made(field, replace(travel, strategy="beside", reason=reason))

    def _parent(self, field: Field) -> FieldPlan:
        """The parent's state, which QEMU reads and writes itself."""
        node = field.kind.struct(self._device)
        assert node is not None
        if node.binding is None:
            message = f"`{node.path}` is in no release of QEMU's Rust"
            self._diagnostics.add("VM209", field.where("type"), message)
        if not field.migrate:
            return _made(field, _STATELESS)
        reason = f"the parent's own state, `{node.description.name}`"
        return _made(field, Travel("cell", reason, field.kind))

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
        if plan.refuses:
            return f"`{plan.struct.name}` has checks, which only a restore can run"
        return ""


def _made(field: Field, travel: Travel) -> FieldPlan:
    """A field with its types."""
    kind, shape = field.kind, field.shape
    wire = RustType(travel.wire, _sent(shape)) if travel.wire else None
    runtime = RustType(kind, shape, field.place) if kind.at_run_time else None
    return FieldPlan(field, travel, runtime, wire, travel.reason)


def _counted_by_u32(node: Struct, item: FieldPlan) -> FieldPlan:
    """A count that is an i32 in C: QEMU's Rust counts by unsigned numbers, of the same bytes."""
    counted = item.field.name in node.counted
    travel = counting(item.travel, item.field.kind.number) if counted else None
    if travel is None:
        return item
    reason = f"{item.reason}; a u32 in its place, by which QEMU's Rust counts"
    return replace(_made(item.field, travel), reason=reason)


def _sent(shape: Shape) -> Shape:
    """What travels of a shape: an array of arrays as one array, a part as all of another."""
    if shape.rows:
        return Shape((shape.total,), ("",))
    if shape.part is None:
        return shape
    return Shape((shape.sent,), ("" if shape.part.start else shape.part.names[1],))


def _moved_out(names: str) -> str:
    """The mend where a restore in place, and a look before it, do not go together."""
    return (
        f"Say the check with ranges and `rules`; or move {names} into registers of a field of the "
        "device's own, beside these: the bytes are the same if the order is."
    )


def _makes_mirror(item: FieldPlan) -> bool:
    """Whether the wire form is another, or another value stands for what did not arrive."""
    other = item.field.rename is not None or item.field.shape.part is not None
    absent = item.field.absent is not None
    return item.travel.converts or (item.travels and (other or absent))


def _may_refuse(item: FieldPlan) -> bool:
    """Whether a restore may refuse the field: what it converts, or a number out of its range."""
    return item.travel.refuses or _is_narrow(item)


def _is_narrow(item: FieldPlan) -> bool:
    """Whether the wire has numbers that are out of the field's range."""
    field, carrier = item.field, item.travel.wire.number if item.travel.wire else None
    if carrier is None or (field.minimum is None and field.maximum is None):
        return False
    low, high = field.bounds
    return low > carrier.info.minimum or high < carrier.info.maximum


def _struct_reason(
    node: Struct,
    converting: list[FieldPlan],
    left: list[FieldPlan],
    said: tuple[Subsection, ...],
) -> str:
    """Why a struct travels as it does."""
    if node.mirror_only:
        return "the author converts to and from it"
    if node.path:
        own = node.binding.state if node.binding else node.path
        return f"QEMU's own `{own}`, which it reads and writes in place"
    if converting:
        names = ", ".join(f"`{item.field.name}`" for item in converting)
        return f"{names} cannot travel as at run time"
    if node.asked:
        names = ", ".join(f"`{subsection.description.name}`" for subsection in node.asked)
        return f"the author's methods are asked about {names} when it is saved"
    if said:
        names = ", ".join(f"`{subsection.description.name}`" for subsection in said)
        return f"whether {names} is sent depends on what does not travel"
    if left:
        names = ", ".join(f"`{item.field.name}`" for item in left)
        return f"every field that travels does so as it is; {names} not, or not all of it"
    return "every field travels as it is"
