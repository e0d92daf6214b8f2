# SPDX-License-Identifier: GPL-2.0-or-later
"""Parents of QEMU's own, as a spec has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vmgen.importer.composites import CONVENTIONAL_DEVICE, EXPRESS_CONFIG, EXPRESS_DEVICE
from vmgen.importer.found import (
    Bytes,
    Description,
    Device,
    Field,
    Gap,
    Inside,
    Unknown,
    Value,
)
from vmgen.importer.names import Names
from vmgen.importer.structs import NOWHERE, incomplete, unsized
from vmgen.model import nodes
from vmgen.model.binding import Binding
from vmgen.model.kinds import Incomplete, Scalar, StructKind
from vmgen.model.types import ArrayOf, Cell, Type
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent's field, and its class."""

    field: nodes.Field
    struct: nodes.Struct | None
    """None for a word of the language."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What C calls a parent (vmstate-macros.md section 4)."""

    state: str
    header: str
    type_name: str
    vmstate: str
    interface: str = ""
    klass: str = ""
    """The struct of its class; that of the state and `Class` if it is not said."""


PARENTS = {
    "I2CSlave": _Known("I2CSlave", "hw/i2c/i2c.h", "i2c-slave", "vmstate_i2c_slave"),
    "SSISlave": _Known("SSIPeripheral", "hw/ssi/ssi.h", "ssi-peripheral", "vmstate_ssi_peripheral"),
    "PCIDevice": _Known(
        "PCIDevice",
        "hw/pci/pci_device.h",
        "pci-device",
        "vmstate_pci_device",
        CONVENTIONAL_DEVICE,
    ),
    "smbus-device": _Known(
        "SMBusDevice", "hw/i2c/smbus_slave.h", "smbus-device", "vmstate_smbus_device"
    ),
    "USBDevice": _Known("USBDevice", "hw/usb.h", "usb-device", "vmstate_usb_device"),
}
"""By the name of the description."""
_ISA = _Known("ISADevice", "hw/isa/isa.h", "isa-device", "", klass="DeviceClass")
_BY_TYPE = {known.type_name: known for known in (*PARENTS.values(), _ISA)}


def parent_at(fields: Sequence[Field], parent: str) -> tuple[int, Parent | None]:
    """The parent among the fields of a device, and where it is; None if there is none known.

    The first field is one by itself, another only where C's type derives from that `parent`.
    """
    for at, field in enumerate(fields):
        what = field.what
        known = PARENTS.get(what.description.name) if isinstance(what, Inside) else None
        if known is not None and (at == 0 or known.type_name == parent):
            return at, _parent_of(field)
    return 0, None


def _parent_of(field: Field) -> Parent | None:
    what = field.what
    if not isinstance(what, Inside) or field.count is not None or field.optional or field.since:
        return None
    known = PARENTS.get(what.description.name)
    fields = list(_flat(what.description)) if known is not None else []
    if known is None or not all(fields) or what.description.subsections:
        return None
    made = [item for item in fields if item is not None]
    express = known.state == "PCIDevice" and any(map(_express, made))
    rename = None if field.name == "parent_obj" else field.name
    if _WORDS.get(what.description.name) == sum(_size(item.type) for item in made):
        return Parent(_field(known.state, rename=rename), None)
    if express:
        known = replace(known, interface=EXPRESS_DEVICE)
    version = what.description.version_id or 0
    name = "PCIExpressDevice" if express else known.state
    struct = replace(_struct(known, what.description.name, version, made), name=name)
    return Parent(_field(name, rename=rename), struct)


def _express(field: nodes.Field) -> bool:
    """Whether it is what PCI Express has more of, as far as that is known."""
    type_ = field.type
    large = isinstance(type_, ArrayOf) and type_.length == EXPRESS_CONFIG
    return large or isinstance(type_, Incomplete)


def parent_said(found: Device) -> tuple[Parent | None, str, str]:
    """What C says that a type derives from, where nothing of it travels.

    The field of the parent, or else the parent's class, and what is to be said of it: empty where
    the language has a word for it.
    """
    fields = found.description.fields
    inside = any(
        isinstance(it.what, Inside) and it.what.description.name in PARENTS for it in fields
    )
    known = _BY_TYPE.get(found.parent)
    if known is not None and not inside:
        word = any(PARENTS[name] is known for name in _WORDS)
        struct = None if word else _struct(replace(known, vmstate=""), known.type_name, 1, [])
        return Parent(_field(known.state, migrate=False), struct), "", ""
    if found.parent in _PLAIN:
        return None, _PLAIN[found.parent], ""
    text = (
        f"C's type derives from `{found.parent}`, which this spec does not say: give it its parent."
    )
    return None, _PLAIN[""], text


_PLAIN = {"": "SysBusDevice", "sys-bus-device": "SysBusDevice", "device": "DeviceState"}
"""Parents without a state of their own, by C's name of the type; also where no source says it."""


def _field(state: str, *, rename: str | None = None, migrate: bool = True) -> nodes.Field:
    return nodes.Field(
        position=NOWHERE,
        name="parent_obj",
        type=Cell(name="ParentField", item=StructKind(name=state)),
        rename=rename,
        migrate=migrate,
    )


_WORDS = {"I2CSlave": 1, "SSISlave": 1, "PCIDevice": 276}
"""Those that are words of the language, by their bytes."""


def _flat(description: Description, prefix: str = "") -> Iterator[nodes.Field | None]:
    """The fields of a parent, those of its own parent first; None for what it cannot have.

    One of which only the number of bytes is not known is marked.
    """
    for field in description.fields:
        name, what = f"{prefix}{field.name}", field.what
        length = None if field.count is None else field.count.most
        item: Type | None = None
        match what:
            case Inside(inner) if field.count is None and not inner.subsections:
                yield from _flat(inner, f"{prefix}{field.name}.")
                continue
            case Value(encoding):
                item = Scalar(name=encoding)
                item = item if length is None else ArrayOf(item=item, length=length)
            case Bytes(int(size)) if field.count is None:
                item = ArrayOf(item=Scalar(name="u8"), length=size, buffer=True)
            case Bytes(None) if field.count is None:
                item = incomplete(unsized(field))
            case Unknown(Gap("VM618") as gap):
                item = incomplete(gap)
        if item is None or field.optional or (field.count is not None and field.count.varies):
            yield None
            return
        ident = Names().field(name)
        rename = None if ident == name else name
        yield nodes.Field(position=NOWHERE, name=ident, type=item, rename=rename)


def _struct(known: _Known, name: str, version: int, fields: list[nodes.Field]) -> nodes.Struct:
    """The class of a parent whose description has this name."""
    binding = Binding(
        header=known.header,
        state=known.state,
        klass=known.klass or f"{known.state}Class",
        type_name=known.type_name,
        vmstate=known.vmstate,
        interface=known.interface,
    )
    return nodes.Struct(
        position=NOWHERE,
        name=known.state,
        description=nodes.Description(
            position=NOWHERE, name=name, version_id=version, minimum_version_id=version
        ),
        fields=tuple(fields),
        path="parent",
        binding=binding,
        doc=f"QEMU's own `{name}`.",
    )


def _size(type_: Type) -> int:
    if isinstance(type_, Incomplete):
        return 0
    if isinstance(type_, ArrayOf):
        return _size(type_.item) * type_.length
    assert isinstance(type_, Scalar)
    return type_.info.size
