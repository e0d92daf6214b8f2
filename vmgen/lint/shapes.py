# SPDX-License-Identifier: GPL-2.0-or-later
"""Shapes: which type may stand where. What a kind may do, the kind itself says."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.cells import beside
from vmgen.model.kinds import KINDS, Kind
from vmgen.model.kinds.saying import IN_CELLS, IN_LOCKS, Fault, Say
from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.model.types import ArrayOf, Cell, Migratable, Type
from vmgen.model.walk import Site, own

PARENTS = ("SysBusDevice", "DeviceState")
"""Parents without a state of their own in the stream."""


def check_shapes(device: Device, diagnostics: Diagnostics) -> None:
    """Check the shape of every type and of every field's place."""
    say = Say(diagnostics)
    shapes = _Shapes(device, diagnostics)
    shapes.parent()
    for site in own(device, device):
        say.misplaced(site.field, _in_device(site) or _part(site))
    for node in device.structs:
        shapes.struct(node)
        for site in own(device, node):
            say.misplaced(site.field, _in_registers(site) or _part(site))
    for kind in KINDS:
        kind.check_types(device, say)
    if not any(travels(field) for field in device.fields):
        diagnostics.add("VM113", device.position, f"no field of `{device.name}` itself travels")


# -- places ----------------------------------------------------------------------------------------


def _in_device(site: Site) -> Fault | None:
    """Why a field cannot stand in the device; None if it can."""
    field = site.field
    match field.type:
        case Migratable(item=inner) | ArrayOf(item=Migratable(item=inner)):
            return _behind(site, inner)
        case Cell() as cell:
            return _in_cell(site, cell)
        case ArrayOf(item=Cell() as cell):
            return _in_cell(site, cell)
    # What the user sets needs no cell.
    is_property = field.place.is_property and field.shape.one
    return None if is_property else field.kind.in_device(site)


def _behind(site: Site, inner: Type) -> Fault | None:
    """Why that cannot stand behind `Migratable`; None if it can."""
    match inner:
        case Cell(name="Arc", item=Cell(name="Mutex") as shared):
            return _behind(site, shared)
        case Kind() if inner.behind_migratable:
            return None
        case Cell(item=ArrayOf()) | ArrayOf():
            return Fault("an array directly behind `Migratable`", "VM202")
        case Kind() | Cell(item=Kind()) if site.field.kind.unread:
            return None
        case Cell(name="Mutex" | "BqlRefCell", item=Kind() as kind):
            return kind.in_lock(site)
        case Cell(name="BqlCell"):
            return Fault("`Migratable` needs Mutex[...] or BqlRefCell[...]")
        case Kind() if inner.in_locks or inner.class_name:
            return Fault(
                "what can change needs a lock: Migratable[Mutex[...]] or [BqlRefCell[...]]"
            )
    return Fault(IN_LOCKS)


def _in_cell(site: Site, cell: Cell) -> Fault | None:
    """Why that cannot stand in a cell, or the cell not there; None if it can."""
    kind = site.field.kind
    match cell:
        case Cell(name="Arc"):
            return Fault("an Arc travels only inside `Migratable`", "VM201")
        case Cell(item=Kind()) if kind.unread:
            return None
        case Cell(name="ParentField"):
            struct = kind.struct(site.device) if cell.item is kind else None
            if struct is None or not struct.path:
                return Fault("`ParentField` holds a class derived from `Parent`")
            return None
        case Cell(item=ArrayOf()):
            return Fault("an array directly in a cell", "VM202")
        case Cell(item=Kind()):
            return kind.in_cell(site)
    return Fault(IN_CELLS)


def _in_registers(site: Site) -> Fault | None:
    """Why a field cannot stand in registers; None if it can."""
    field = site.field
    if field.place.plain:
        return field.kind.in_registers(site)
    if isinstance(field.type, Cell | Migratable):
        return Fault("the cell goes around the whole struct, in the device")
    if field.shape.rows:
        return Fault("an array of arrays of more than numbers", "VM203")
    return Fault("this type cannot stand in registers")


def _part(site: Site) -> Fault | None:
    """Why not a part of this array can travel alone; None if it can, or all of it does."""
    field, shape = site.field, site.field.shape
    if shape.part is None:
        return None
    if not field.migrate:
        mend = "Leave the part out of the brackets."
        return Fault("a part of what does not travel", "VM124", mend)
    if site.foreign:
        mend = "Leave the elements out that do not travel."
        return Fault(
            "a mirror, like a parent, has no more of an array than what travels", mend=mend
        )
    if field.place.migratable:
        mend = "Write two fields: an array of those that travel, and one with `migrate=False`."
        return Fault("each of these is restored by itself, so that it travels or not", mend=mend)
    beside_it = not site.registers and beside(site.device, field)
    if shape.rows or field.count is not None or beside_it or not field.kind.in_parts:
        mend = "Make it a row of numbers, or of registers, with no `count=`."
        return Fault("no part of such an array travels alone", mend=mend)
    return None


# -- devices and structs ---------------------------------------------------------------------------


class _Shapes:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics

    def _misplaced(self, field: Field, message: str) -> None:
        self._diagnostics.add("VM204", field.where("type"), f"`{field.name}`: {message}")

    def parent(self) -> None:
        """A parent's state is part of the device's stream: vmgen must know that it has none."""
        device = self._device
        if device.parent not in PARENTS:
            self._parent_with_state()
        if device.parent == "DeviceState":
            for field in device.all_fields:
                if field.kind.of_sysbus:
                    self._misplaced(field, "regions and interrupts belong to a SysBusDevice")

    def _parent_with_state(self) -> None:
        """A parent that is neither of the two must be a field, and the only one."""
        device = self._device
        fields = [field for field in device.all_fields if field.place.parent]
        if not fields:
            message = f"`parent={device.parent!r}`: where its state is in the stream is not said"
            self._diagnostics.add("VM207", device.where("parent"), message)
        elif "parent" in device.at:
            message = "`parent`: `parent_obj` says it already"
            self._diagnostics.add("VM124", device.where("parent"), message)
        for field in fields:
            if field.name != "parent_obj" or field is not fields[0]:
                self._misplaced(field, "the parent's state is one field, called `parent_obj`")

    # -- structs -----------------------------------------------------------------------------------

    def struct(self, node: Struct) -> None:
        """A register struct. A parent of which C sends nothing needs no field."""
        silent = node.binding is not None and not node.binding.vmstate and not node.fields
        sent = any(field.migrate and field.kind.on_the_wire for field in node.fields)
        if not silent and not sent:
            message = f"no field of `{node.name}` itself travels"
            self._diagnostics.add("VM113", node.position, message)
        elif not silent and not any(field.kind.at_run_time for field in node.all_fields):
            message = f"no field of `{node.name}` is there at run time"
            self._diagnostics.add("VM113", node.position, message)
        if "priority" in node.at:
            message = f"`priority` of `{node.name}`: only whole sections have one"
            self._diagnostics.add("VM124", node.where("priority"), message)
