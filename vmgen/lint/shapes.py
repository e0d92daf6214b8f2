# SPDX-License-Identifier: GPL-2.0-or-later
"""Shapes: which type may stand where, and registers whose bits add up."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.layout import SCALARS
from vmgen.model.kinds import MemoryRegion
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, innermost, is_parent, travels
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
    Unknown,
    WireOnly,
)


def check_shapes(device: Device, diagnostics: Diagnostics) -> None:
    """Check the shape of every type and of every field's place."""
    shapes = _Shapes(device, diagnostics)
    shapes.parent()
    for field in device.fields:
        shapes.device_field(field)
    for part in device.subsections:
        for field in part.fields:
            shapes.device_field(field)
    for node in device.types:
        if isinstance(node, Struct):
            shapes.struct(node)
        elif isinstance(node, Bits):
            shapes.bits(node)
        else:
            shapes.enum(node)
    if not any(travels(field) for field in device.fields):
        diagnostics.add("VM113", device.position, f"no field of `{device.name}` itself travels")


PARENTS = ("SysBusDevice", "DeviceState")
"""Parents without a state of their own in the stream."""


class _Shapes:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics

    def _misplaced(self, field: Field, message: str, code: str = "VM204") -> None:
        self._diagnostics.add(code, field.where("type"), f"`{field.name}`: {message}")

    def parent(self) -> None:
        """A parent's state is part of the device's stream: vmgen must know that it has none."""
        device = self._device
        if device.parent not in PARENTS:
            self._parent_with_state()
        if device.parent == "DeviceState":
            for field in device.all_fields:
                inner = innermost(field.type)
                if isinstance(inner, Part) and inner.name in ("InterruptSource", "MemoryRegion"):
                    self._misplaced(field, "regions and interrupts belong to a SysBusDevice")

    def _parent_with_state(self) -> None:
        """A parent that is neither of the two must be a field, and the only one."""
        device = self._device
        fields = [field for field in device.all_fields if is_parent(field.type)]
        if not fields:
            message = f"`parent={device.parent!r}`: where its state is in the stream is not said"
            self._diagnostics.add("VM207", device.where("parent"), message)
        elif "parent" in device.at:
            message = "`parent`: `parent_obj` says it already"
            self._diagnostics.add("VM124", device.where("parent"), message)
        for field in fields:
            if field.name != "parent_obj" or field is not fields[0]:
                self._misplaced(field, "the parent's state is one field, called `parent_obj`")
            elif not field.migrate:
                message = "`parent_obj`: the parent's state is in every stream of a C device"
                self._diagnostics.add("VM207", field.where("migrate"), message)

    # -- the device --------------------------------------------------------------------------------

    def device_field(self, field: Field) -> None:
        """A field of the device struct."""
        match field.type:
            case MemoryRegion(order=""):
                message = f"`{field.name}`: nothing says in which byte order the guest reads it"
                self._diagnostics.add("VM210", field.where("type"), message)
            case Padding() | Property() | Part() | Unknown():
                pass
            case ArrayOf(item=Part(name="InterruptSource" | "Timer")):
                pass
            case Migratable(item=inner) | ArrayOf(item=Migratable(item=inner)):
                self._migratable(field, inner)
            case Cell() | ArrayOf(item=Cell()):
                cell = field.type.item if isinstance(field.type, ArrayOf) else field.type
                assert isinstance(cell, Cell)
                self._cell(field, cell)
            case ArrayOf(item=Part(name="MemoryRegion" | "Clock" as part)):
                message = f"`{field.name}`: an array of `{part}` is not supported"
                mend = f"Name them singly: `{field.name}0`, `{field.name}1`, ..."
                self._diagnostics.add("VM204", field.where("type"), message, mend=mend)
            case ArrayOf(item=Unknown()):
                pass
            case Scalar() | Named() | ArrayOf():
                if field.migrate or not isinstance(field.type, Scalar):
                    self._misplaced(
                        field,
                        "a device is shared, so what changes in it needs a cell: "
                        "`BqlCell[...]` for a scalar, `Migratable[BqlRefCell[...]]` for registers",
                    )
            case _:
                self._misplaced(field, "this type cannot stand in a device")

    def _migratable(self, field: Field, inner: Type) -> None:
        match inner:
            case Cell(name="Arc", item=Cell(name="Mutex") as shared):
                self._migratable(field, shared)
            case Custom(wire=str()):
                pass
            case Cell(name="Mutex" | "BqlRefCell", item=Named(name=name)):
                if not self._is_registers(name):
                    self._misplaced(field, f"`{name}` is no `Registers` struct")
            case Cell(item=ArrayOf()) | ArrayOf():
                self._misplaced(field, "an array directly behind `Migratable`", "VM202")
            case Unknown() | Cell(item=Unknown()):
                pass
            case Cell(name="BqlCell"):
                self._misplaced(field, "`Migratable` needs Mutex[...] or BqlRefCell[...]")
            case Named():
                self._misplaced(
                    field, "registers need a lock: Migratable[Mutex[...]] or [BqlRefCell[...]]"
                )
            case _:
                self._misplaced(field, "`Migratable` holds a cell with a `Registers` struct")

    def _cell(self, field: Field, cell: Cell) -> None:
        match cell:
            case Cell(name="Mutex"):
                self._misplaced(field, "a Mutex travels only inside `Migratable`", "VM201")
            case Cell(name="Arc"):
                self._misplaced(field, "an Arc travels only inside `Migratable`", "VM201")
            case Cell(item=Unknown()):
                pass
            case Cell(name="ParentField", item=item):
                node = self._device.find(item.name) if isinstance(item, Named) else None
                if not isinstance(node, Struct) or not node.path:
                    self._misplaced(field, "`ParentField` holds a class derived from `Parent`")
            case Cell(item=ArrayOf()):
                self._misplaced(field, "an array directly in a cell", "VM202")
            case Cell(name="BqlCell", item=Scalar(name=name)):
                if name == "usize" and field.migrate:
                    self._misplaced(field, "usize has no width of its own on the wire")
            case Cell(name="BqlRefCell", item=Named(name=name)):
                if not self._is_registers(name):
                    self._misplaced(field, f"`{name}` is no `Registers` struct")
            case _:
                self._misplaced(field, "BqlCell holds a scalar, BqlRefCell a `Registers` struct")

    def _is_registers(self, name: str) -> bool:
        node = self._device.find(name)
        return isinstance(node, Struct) and not node.path

    # -- types -------------------------------------------------------------------------------------

    def struct(self, node: Struct) -> None:
        """A register struct."""
        if not any(field.migrate and not isinstance(field.type, Fifo) for field in node.fields):
            message = f"no field of `{node.name}` itself travels"
            self._diagnostics.add("VM113", node.position, message)
        elif all(isinstance(field.type, Padding | WireOnly) for field in node.all_fields):
            message = f"no field of `{node.name}` is there at run time"
            self._diagnostics.add("VM113", node.position, message)
        if "priority" in node.at:
            message = f"`priority` of `{node.name}`: only whole sections have one"
            self._diagnostics.add("VM124", node.where("priority"), message)
        for field in node.all_fields:
            self._register(field, mirror_only=node.foreign)

    def _register(self, field: Field, *, mirror_only: bool) -> None:
        raw = "a mirror, like a parent, holds only what travels as it is"
        match field.type:
            case ArrayOf(item=ArrayOf(item=Scalar())) if not mirror_only:
                if "wire" in field.at or "rename" in field.at or "count" in field.at:
                    message = "rows travel flattened, as they are"
                    self._misplaced(field, message, "VM203")
            case ArrayOf(item=ArrayOf()):
                self._misplaced(field, "an array of arrays of more than numbers", "VM203")
            case Scalar() | Padding() | Unknown() | ArrayOf(item=Scalar() | Unknown()):
                pass
            case Named() | ArrayOf(item=Named()):
                self._named(field, mirror_only=mirror_only)
            case NonZero() | Optional() | Duration() | Fifo() | WireOnly() | Custom():
                if mirror_only:
                    self._misplaced(field, raw)
            case Atomic() | ArrayOf(item=Atomic()) | Part(name="Timer"):
                if mirror_only:
                    self._misplaced(field, raw)
            case ArrayOf(item=Part(name="Timer")) if not mirror_only:
                pass
            case Part(name="Clock"):
                self._misplaced(field, "clocks are fields of the device itself")
            case Cell() | Migratable():
                self._misplaced(field, "the cell goes around the whole struct, in the device")
            case _:
                self._misplaced(field, "this type cannot stand in registers")

    def _named(self, field: Field, *, mirror_only: bool) -> None:
        """An enum without a repr has no bytes of its own; a mirror holds no conversions."""
        item = field.type.item if isinstance(field.type, ArrayOf) else field.type
        if not isinstance(item, Named):
            return
        node = self._device.find(item.name)
        if isinstance(node, Struct) and node.path:
            self._misplaced(field, "a parent's state is the device's: `ParentField[...]`")
        elif isinstance(node, Enum) and node.repr is None:
            self._misplaced(field, f"`{node.name}` has `bits=`, so it stands in `Bits` only")
        elif isinstance(node, Enum) and mirror_only:
            self._misplaced(field, "any number may arrive: a mirror holds the number")

    def bits(self, node: Bits) -> None:
        """A bitfield register fills its scalar, and its enums leave no pattern out."""
        total, width = sum(item.width for item in node.fields), SCALARS[node.repr].bits
        if node.repr not in ("u8", "u16", "u32", "u64"):
            message = f"`{node.name}` has `repr={node.repr}`; a bitfield is u8, u16, u32 or u64"
            self._diagnostics.add("VM106", node.where("repr"), message)
        elif not node.fields:
            self._diagnostics.add("VM113", node.position, f"`{node.name}` has no bits")
        elif total != width and Unknown() not in [item.type for item in node.fields]:
            message = f"the fields of `{node.name}` have {total} bits, {node.repr} has {width}"
            self._diagnostics.add("VM150", node.position, message)

    def enum(self, node: Enum) -> None:
        """An enum has variants; one inside a bitfield has them all."""
        if not node.variants:
            self._diagnostics.add("VM113", node.position, f"`{node.name}` has no variants")
        if node.repr is None:
            if not 0 < node.bits <= 8:
                message = f"`bits={node.bits}` of `{node.name}` is not in 1..8"
                self._diagnostics.add("VM106", node.where("bits"), message)
                return
            values = {variant.value for variant in node.variants}
            missing = [value for value in range(1 << node.bits) if value not in values]
            if missing:
                shown = ", ".join(map(str, missing[:4])) + ", ..." * (len(missing) > 4)
                message = f"`{node.name}` has {node.bits} bits but no variant for {shown}"
                self._diagnostics.add("VM152", node.position, message)
        elif node.repr not in ("u8", "u16", "u32", "u64"):
            message = f"`repr={node.repr}` of `{node.name}`: an enum is u8, u16, u32 or u64"
            self._diagnostics.add("VM106", node.where("repr"), message)
