# SPDX-License-Identifier: GPL-2.0-or-later
"""Which type of QOM a description is of: `dc->vmsd = &x` in a class_init, and its TypeInfo."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import expanded
from vmgen.importer.c.lexical import Tokens, parts, spelled, unquoted
from vmgen.importer.c.library import File
from vmgen.importer.c.symbols import assigned, braced, designators
from vmgen.importer.c.unit import Unit
from vmgen.importer.composites import CONVENTIONAL_DEVICE, EXPRESS_DEVICE
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A type of QOM, as far as its TypeInfo says."""

    name: str
    parent: str
    abstract: bool
    class_init: str
    interfaces: tuple[str, ...] = ()
    """Those that its own TypeInfo lists; a type has those of its parents, too."""


EXPRESS = "INTERFACE_PCIE_DEVICE"
_KNOWN = {
    EXPRESS: EXPRESS_DEVICE,
    "INTERFACE_CONVENTIONAL_PCI_DEVICE": CONVENTIONAL_DEVICE,
    "TYPE_DEVICE": "device",
    "TYPE_I2C_SLAVE": "i2c-slave",
    "TYPE_ISA_DEVICE": "isa-device",
    "TYPE_PCI_DEVICE": "pci-device",
    "TYPE_SMBUS_DEVICE": "smbus-device",
    "TYPE_SSI_PERIPHERAL": "ssi-peripheral",
    "TYPE_SYS_BUS_DEVICE": "sys-bus-device",
    "TYPE_USB_DEVICE": "usb-device",
}
"""C's words for types and interfaces of QEMU's own, for where their headers are not at hand."""


def described(unit: Unit) -> dict[str, list[ObjectType]]:
    """By C's variable of a description the types that have it, those that can be made first."""
    found: dict[str, list[ObjectType]] = {}
    classes: dict[str, list[ObjectType]] = {}
    for item in of_file(unit):
        classes.setdefault(item.class_init, []).append(item)
    for symbol, at in assigned(unit.file):
        made = classes.get(_around(unit.file, at), [])
        known = found.setdefault(symbol, [])
        known += sorted((it for it in made if it not in known), key=lambda it: it.abstract)
    return found


def _around(file: File, at: int) -> str:
    """The function that a place is in."""
    inside = [it for named in file.functions.values() for it in named if it.start < at]
    nearest = max(inside, key=lambda it: it.start, default=None)
    if nearest is None or file.source.closing(nearest.start) < at:
        return ""
    return nearest.name


def of_file(unit: Unit) -> Iterator[ObjectType]:
    """The types of a file, as far as it writes them as TypeInfo."""
    for variable in unit.file.variables:
        if variable.kind != "TypeInfo":
            continue
        source = variable.source
        end = source.closing(variable.start)
        items: Tokens = list(unit.sure(source, variable.start + 1, end))
        for part in parts(items) if variable.array else [items]:
            yield _type(unit, part[1:-1] if variable.array else part)


def _type(unit: Unit, items: Tokens) -> ObjectType:
    known = dict(designators(items))
    parent = known.get("parent", ())  # one that no header says is called as C does
    return ObjectType(
        _text(unit, known.get("name")),
        _text(unit, parent) or spelled(parent),
        spelled(known.get("abstract", ())) in ("true", "1"),
        spelled(known.get("class_init", ())).lstrip("&"),
        tuple(_interfaces(unit, known.get("interfaces"))),
    )


def _interfaces(unit: Unit, items: Tokens | None) -> Iterator[str]:
    for part in parts(braced(items or ()) or ()):
        inner = part[1:-1] if part and part[0].text == "{" else part
        for name, value in designators(inner):
            if name in ("", "type"):
                yield _text(unit, value)


def _text(unit: Unit, items: Tokens | None) -> str:
    """A string, as constants may write it; empty where it is not known."""
    try:
        words = list(expanded(items or (), unit.macro))
    except NotConstant:
        return ""
    if not all(it.kind == "string" or it.text in "()" for it in words):
        return _KNOWN.get(spelled(items or ()), "")
    return "".join(unquoted(it.text) for it in words if it.kind == "string")
