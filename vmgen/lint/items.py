# SPDX-License-Identifier: GPL-2.0-or-later
"""What vmgen makes of a spec's names in Rust: methods, constants and types, each with its source.

The names themselves are formed in `vmgen.model.names`, as for the emitted text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from vmgen.diagnostics import Position
from vmgen.model import emitted
from vmgen.model.cells import beside
from vmgen.model.gates import head_of, spans
from vmgen.model.names import (
    BEFORE_LOAD,
    BEFORE_SAVE,
    POINT,
    PRELUDE_METHODS,
    RESTORE_CELLS,
    SECTION_NEEDED,
    exists_method,
    fit_method,
    hooks_name,
    mirror_name,
    needed_method,
    older_wrapper,
    subsection_constant,
    subsection_ident,
    wrapper_constants,
)
from vmgen.model.nodes import Device, Field, Struct
from vmgen.model.pointers import of_pointers
from vmgen.model.walk import walk
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A name in Rust, in words what it was made of, and where that stands."""

    name: str
    source: str
    position: Position


@dataclass(slots=True)
class Items:
    """Names that share a place in Rust, so that no two may be equal."""

    given: list[Item] = field(default_factory=list)
    """Methods that the spec itself names."""
    formed: list[Item] = field(default_factory=list)
    taken: frozenset[str] = emitted.METHODS | PRELUDE_METHODS | {"len", "new"}
    """What the given ones may not be."""

    def __iter__(self) -> Iterator[Item]:
        yield from (*self.given, *self.formed)

    def form(self, name: str, source: str, position: Position) -> None:
        """Add a name that vmgen forms."""
        self.formed.append(Item(name, source, position))

    @classmethod
    def of_types(cls, device: Device, customs: Mapping[str, Position]) -> Items:
        """The types of a crate, with what is formed of their names, and its constants."""
        items = cls()
        for node in (device, *device.types):
            items.form(node.name, f"`{node.name}`", node.position)
        for name, position in customs.items():
            items.form(name, f"`{name}`", position)
            items.form(hooks_name(name), f"the methods of `{name}`", position)
        for node in device.types:
            if isinstance(node, Struct) and not node.foreign:
                items.form(mirror_name(node.name), f"the mirror of `{node.name}`", node.position)
                items.form(hooks_name(node.name), f"the methods of `{node.name}`", node.position)
        return items


def struct_items(node: Struct) -> Items:
    """The methods of a struct and of its mirror."""
    items = Items()
    for item in node.all_fields:
        if item.derived or item.computed:
            items.given.append(Item(item.name, f"the method for `{item.name}`", item.position))
        for name, source in item.kind.forms_in_struct(item.name):
            items.form(name, source, item.position)
    for subsection in node.asked:
        source = f"`needed=` of `{subsection.description.name}`"
        items.given.append(Item(subsection.asks, source, subsection.where("needed")))
    asked = {subsection.asks for subsection in node.asked}
    formed = Items()
    _counted(formed, node.all_fields)
    _needed(formed, node)
    # The author's method has its name in the struct, vmgen's own of that name is the mirror's.
    items.formed += [item for item in formed if item.name not in asked]
    return items


def device_items(device: Device) -> Items:
    """The methods of a device, its scaffold's among them, and the constants of the crate."""
    items = Items()
    for subsection in device.subsections:
        if subsection.asks:
            source = f"`needed=` of `{subsection.description.name}`"
            items.given.append(Item(subsection.asks, source, subsection.where("needed")))
    for method, asked in device.answers.items():
        items.given.append(Item(method, f"`needed=` of `{asked.name}`", asked.where("needed")))
    if device.asks:
        items.given.append(Item(device.asks, "`needed=` of the device", device.where("needed")))
    elif device.needed is not None:
        items.form(SECTION_NEEDED, "`needed=` of the device", device.where("needed"))
    _hooks(items, device)
    _counted(items, device.all_fields)
    _needed(items, device)
    for site in walk(device, into=lambda site: not site.foreign_inside):
        for name, source in site.field.kind.forms(site.path):
            items.form(name, source, site.field.position)
    _constants(items, device)
    return items


def _hooks(items: Items, device: Device) -> None:
    """What QEMU calls before it saves or loads, and behind that."""
    made = dict[str, Item]()
    for item in device.awaited[:1]:
        said = Item(BEFORE_LOAD, f"`absent=` of `{item.name}`", item.where("absent"))
        made.setdefault(said.name, said)
    for item in [item for item in device.all_fields if beside(device, item)][:1]:
        for name in (BEFORE_LOAD, BEFORE_SAVE, RESTORE_CELLS):
            made.setdefault(name, Item(name, f"the number beside `{item.name}`", item.position))
    for item in of_pointers(device)[:1]:
        for name in (BEFORE_LOAD, BEFORE_SAVE, POINT):
            said = Item(name, f"`present=` of `{item.name}`", item.where("present"))
            made.setdefault(name, said)
    items.formed += made.values()


def _counted(items: Items, fields: Iterable[Field]) -> None:
    for item in fields:
        if item.count is not None:
            items.form(fit_method(item.name), f"the count of `{item.name}`", item.position)


def _needed(items: Items, owner: Device | Struct) -> None:
    for item in owner.fields:
        if item.needed is not None:
            method = exists_method(item.name)
            items.form(method, f"`needed=` of `{item.name}`", item.where("needed"))
    for subsection in owner.subsections:
        if subsection.needed is None or (subsection.asks and isinstance(owner, Device)):
            continue
        name = subsection.description.name
        method = needed_method(subsection_ident(owner.description.name, name))
        items.form(method, f"`needed=` of `{name}`", subsection.where("needed"))


def _constants(items: Items, device: Device) -> None:
    crate = device.crate
    structs = [node for node in device.types if isinstance(node, Struct)]
    owners: list[Device | Struct] = [device, *structs]
    for owner in owners:
        middle = "" if isinstance(owner, Device) else owner.name
        for subsection in owner.subsections:
            name = subsection.description.name
            ident = subsection_ident(owner.description.name, name)
            constant = subsection_constant(crate, middle, ident)
            items.form(constant, f"the subsection `{name}`", subsection.where("subsection"))
    for item in device.all_fields:
        if item.place.around[:1] == ("Migratable",):
            for constant in wrapper_constants(crate, item.name):
                items.form(constant, f"the wrapper `{item.name}`", item.position)
            head = head_of(device, device, item)
            for _, version in spans(device, item, head)[:-1] if head is not None else ():
                constant = older_wrapper(crate, item.name, version)
                items.form(constant, f"the wrapper `{item.name}`", item.position)
