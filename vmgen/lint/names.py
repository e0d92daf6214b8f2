# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in Rust: identifiers, what emitted text and Rust have already, what names become."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from vmgen.diagnostics import Diagnostics, Position
from vmgen.expression.quote import quote
from vmgen.lint.items import Items, device_items, struct_items
from vmgen.model import emitted
from vmgen.model.cells import beside
from vmgen.model.names import (
    BILGE,
    BITS_METHODS,
    BITS_RESERVED,
    CATEGORIES,
    CRATES,
    KEYWORDS,
    MESON_TARGETS,
    MODULES,
    PRELUDE,
    PRELUDE_METHODS,
    PRIMITIVES,
    PROPERTIES,
    RUST_CRATES,
    SNAKE,
    beside_name,
    pointers_name,
    variant_name,
)
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct
from vmgen.model.pointers import of_pointers
from vmgen.model.scope import by_run_time
from vmgen.model.walk import each

_BITS = re.compile(rf"_?{SNAKE.pattern}")
_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*")
_MEMBER = re.compile(r"[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_WIRE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}")  # in a C string without escapes
_SHOWN = re.compile(r"[\x20-\x7e]{1,255}")  # a field's name, which does not travel itself
_IN_JSON = "It stands in the stream's own description, which is JSON that QEMU writes in ASCII."
_CONFIG = re.compile(r"[A-Z][A-Z0-9_]*")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")

_TYPES = emitted.NAMES | PRELUDE | BILGE
CRATES_TAKEN = emitted.CRATES | CRATES | MODULES | MESON_TARGETS | PRIMITIVES
_RUST = PRELUDE | PRELUDE_METHODS | PRIMITIVES | RUST_CRATES


def check_names(device: Device, diagnostics: Diagnostics) -> None:
    """Identifiers, keywords, duplicates, names taken, and names that become one."""
    _Names(device, diagnostics).check()


class _Names:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics

    def check(self) -> None:
        device = self._device
        self._identifier(device.crate, SNAKE, "snake_case", device.where("crate"))
        self._identifier(device.category, SNAKE, "snake_case", device.where("category"))
        self._identifier(device.config, _CONFIG, "UPPER_CASE", device.where("config"))
        self._taken(device.crate, CRATES_TAKEN, "a crate", device.where("crate"))
        self._taken(device.category, CATEGORIES, "a category", device.where("category"), "QEMU")
        self._fields(device, device.all_fields)
        self._cells()
        self._properties()
        for node in device.types:
            match node:
                case Struct():
                    self._fields(node, node.all_fields)
                    self._items(struct_items(node))
                case Enum():
                    self._variants(node)
                case Bits():
                    self._bits(node)
        self._types()
        self._items(device_items(device))
        self._wire()

    # -- one name ----------------------------------------------------------------------------------

    def _identifier(
        self, name: str, shape: re.Pattern[str], wanted: str, position: Position
    ) -> bool:
        if name in KEYWORDS:
            self._diagnostics.add("VM110", position, f"`{name}` is a keyword of Rust")
        elif not shape.fullmatch(name):
            self._diagnostics.add("VM111", position, f"`{name}` is not {wanted}")
        else:
            return True
        return False

    def _taken(
        self, name: str, names: Iterable[str], what: str, position: Position, by: str = ""
    ) -> None:
        """Refuse a name that is there already, for `what` the spec would make of it."""
        if name not in names:
            return
        if name in emitted.NAMES | emitted.METHODS:
            by = by or "the emitted code"
        by = by or ("Rust" if name in _RUST else "QEMU")
        message = f"`{name}` is no name for {what}: {by} has it already"
        self._diagnostics.add("VM118", position, message)

    # -- types -------------------------------------------------------------------------------------

    def _types(self) -> None:
        """Types of the spec and of the author's, and what is formed of their names."""
        device = self._device
        given = [(node.name, node.position) for node in (device, *device.types)]
        customs = self._customs()
        for name, position in (*given, *customs.items()):
            if self._identifier(name, _CAMEL, "CamelCase", position):
                self._taken(name, _TYPES, "a type", position)
        seen: dict[str, Position] = {}
        for name, position in given:
            if seen.setdefault(name, position) is not position:
                message = f"type `{name}` is already at {seen[name]}"
                self._diagnostics.add("VM112", position, message)
        for name, position in customs.items():
            if name in seen:
                self._diagnostics.add("VM112", position, f"`{name}` is a type already")
        self._items(Items.of_types(device, customs))

    def _customs(self) -> dict[str, Position]:
        """The author's types, each with its first place; one converts to one thing only."""
        places: dict[str, Position] = {}
        wires: dict[str, str | None] = {}
        for site in each(self._device):
            field = site.field
            name = field.kind.author_type
            if not name or not field.migrate:
                continue
            at, mirror = field.where("type"), field.kind.wire_struct(self._device)
            wire = mirror.name if mirror is not None else field.wire
            places.setdefault(name, at)
            if wires.setdefault(name, wire) != wire:
                message = f"`{name}` is already converted to and from `{wires[name]}`"
                self._diagnostics.add("VM112", at, message)
        return places

    def _items(self, items: Items) -> None:
        """Refuse names that something emitted has, and two names that become one."""
        for item in items.given:
            if not self._identifier(item.name, SNAKE, "snake_case", item.position):
                continue
            self._taken(item.name, items.taken, "a method", item.position)
            if item.name.startswith(("from_", "into_")):
                message = f"`{item.name}`: in Rust, `from_` and `into_` are for conversions"
                mend = "Choose another name, which says what the method gives."
                self._diagnostics.add("VM111", item.position, message, mend=mend)
        seen: dict[str, str] = {}
        for item in items:
            first = seen.setdefault(item.name, item.source)
            if first != item.source:
                message = f"{first} and {item.source} both become `{item.name}` in Rust"
                self._diagnostics.add("VM119", item.position, message)

    # -- fields ------------------------------------------------------------------------------------

    def _fields(self, owner: Device | Struct, fields: Iterable[Field]) -> None:
        """Names of fields, and the mirror's: equal `rename`s make a mirror with equal fields."""
        mirror: dict[str, tuple[str, str]] = {}
        for field in fields:
            self._field_name(owner, field)
            if not field.migrate or field.place.is_property or not field.kind.named_in_stream:
                continue
            for name, option in ((field.flag, "flag"), (field.rename, "rename")):
                if name is not None and not _SHOWN.fullmatch(name):
                    message = f"{quote(name)} is not 1 to 255 printable ASCII characters"
                    self._diagnostics.add("VM141", field.where(option), message, cause=_IN_JSON)
            for name, option in ((field.flag, "flag"), (field.wire_name, "rename")):
                said = field.name, option
                if name is not None and mirror.setdefault(name, said) != said:
                    message = f"`{name}` names two fields of the stream's description"
                    self._diagnostics.add("VM112", field.where(option), message)
        if isinstance(owner, Struct):
            self._answers(owner, mirror)

    def _answers(self, owner: Struct, mirror: Container[str]) -> None:
        """What a mirror has beside its fields: whether subsections are sent."""
        by_mirror = by_run_time(self._device, owner)
        for subsection in owner.subsections:
            name = owner.answer(subsection) if subsection in by_mirror else subsection.asks
            if name in mirror:
                message = f"`{name}` is a name that `{owner.name}` has already"
                self._diagnostics.add("VM112", subsection.where("needed"), message)

    def _field_name(self, owner: Device | Struct, field: Field) -> None:
        if field.name.startswith("_"):
            message = f"`{field.name}`: only reserved bits have a leading underscore"
            self._diagnostics.add("VM111", field.position, message)
            return
        self._identifier(field.name, SNAKE, "snake_case", field.position)
        if isinstance(owner, Device) and not field.place.parent:
            self._taken(field.name, ["parent_obj"], "a field of a device", field.position, "QEMU")

    def _cells(self) -> None:
        """Cells that the device has for numbers that travel."""
        device = self._device
        for field in device.all_fields:
            if not beside(device, field):
                continue
            flag = [] if field.flag is None else [device.members[field.flag]]
            for name in map(beside_name, (field.name, *flag)):
                if name in device.by_name:
                    message = f"`{name}` is the cell in which what of `{field.name}` travels is"
                    self._diagnostics.add("VM119", device.by_name[name].position, message)
        for field in of_pointers(device):
            name = pointers_name(field.name)
            if name in device.by_name:
                message = f"`{name}` are the pointers to the elements of `{field.name}`"
                self._diagnostics.add("VM119", device.by_name[name].position, message)

    def _properties(self) -> None:
        """Names that QEMU's users see; clocks have one, too."""
        seen: dict[str, Field] = {}
        for field in self._device.all_fields:
            if not (field.place.is_property or field.kind.named_to_users):
                continue
            name = field.wire_name if field.place.is_property else field.name
            each = [name] if field.shape.one else [f"{name}{at}" for at in range(field.shape.total)]
            for shown in each:
                self._property(shown, field, seen)

    def _property(self, name: str, field: Field, seen: dict[str, Field]) -> None:
        at = field.where("rename")
        if not _PROPERTY.fullmatch(name):
            message = f"`{name}` is not a letter with letters, digits, `-`, `_` and `.` behind"
            mend = "Write it as other devices of QEMU do, such as migrate-clk."
            self._diagnostics.add("VM111", at, message, mend=mend)
        self._taken(name, PROPERTIES, "a property", at, "QEMU")
        if seen.setdefault(name, field) is not field:
            message = f"`{name}` names two properties of `{self._device.name}`"
            self._diagnostics.add("VM112", at, message)

    # -- members -----------------------------------------------------------------------------------

    def _variants(self, node: Enum) -> None:
        names: dict[str, str] = {}
        values: dict[int, str] = {}
        for variant in node.variants:
            name = variant_name(variant.name)
            self._identifier(variant.name, _MEMBER, "UPPER_CASE", variant.position)
            if names.setdefault(name, variant.name) != variant.name:
                message = f"`{names[name]}` and `{variant.name}` both become `{name}` in Rust"
                self._diagnostics.add("VM119", variant.position, message)
            elif values.setdefault(variant.value, variant.name) != variant.name:
                message = f"`{variant.name}` has the value of `{values[variant.value]}`"
                cause = "A number on the wire could be either, and a restore could not tell which."
                self._diagnostics.add("VM112", variant.position, message, cause=cause)

    def _bits(self, node: Bits) -> None:
        names = {item.name for item in node.fields}
        for item in node.fields:
            name, at = item.name, item.position
            self._identifier(name, _BITS, "snake_case", at)
            self._taken(name, BITS_METHODS, "a bit field", at, "bilge")
            if not name.startswith("_") and BITS_RESERVED.fullmatch(name):
                message = f"`{name}`: bilge keeps such a name for bits that nothing sets"
                mend = f"Write `_{name}` for bits without a meaning, else choose another name."
                self._diagnostics.add("VM118", at, message, mend=mend)
            if name.startswith("set_") and name.removeprefix("set_") in names:
                field = name.removeprefix("set_")
                message = f"`{name}` is the method that bilge makes for `{field}`"
                self._diagnostics.add("VM119", at, message)

    # -- the wire ----------------------------------------------------------------------------------

    def _wire(self) -> None:
        """Names that go into C strings."""
        device = self._device
        owners: list[Device | Struct] = [device]
        owners += [node for node in device.types if isinstance(node, Struct)]
        names = [(device.type_name, device.where("type_name"))]
        for owner in owners:
            names.append((owner.description.name, owner.where("name")))
            for subsection in owner.subsections:
                names.append((subsection.description.name, subsection.where("subsection")))
        for name, position in names:
            if not _WIRE.fullmatch(name):
                message = (
                    f'`{name}` is not 1 to 255 printable ASCII characters without `"` and `\\`'
                )
                self._diagnostics.add("VM141", position, message)
