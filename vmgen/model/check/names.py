# SPDX-License-Identifier: GPL-2.0-or-later
"""Names: Rust identifiers for types and fields, and the names that travel."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, Subsection, innermost
from vmgen.model.types import Custom, Fifo, Padding, Property

# Strict and reserved words of the 2021 edition, and the names that our own emitted code binds.
RUST_KEYWORDS = frozenset(
    [
        "abstract",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "const",
        "continue",
        "crate",
        "do",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "override",
        "priv",
        "pub",
        "ref",
        "return",
        "self",
        "Self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "typeof",
        "unsafe",
        "unsized",
        "use",
        "virtual",
        "where",
        "while",
        "yield",
    ]
)

_SNAKE = re.compile(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*_?")
_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*")
_MEMBER = re.compile(r"[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_WIRE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}")  # in a C string without escapes
_CONFIG = re.compile(r"[A-Z][A-Z0-9_]*")

# Names that emitted files use or import, so that a type of the spec cannot have them.
_TAKEN = frozenset(
    "Arc AtomicBool AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize BqlCell BqlRefCell Box "
    "CStr Clock ClockEvent Default DeviceImpl DeviceState Duration Err InterruptSource "
    "InvalidError Log MemoryRegion MemoryRegionOps MemoryRegionOpsBuilder Migratable "
    "MigrationPriority Mutex None ObjectImpl ObjectType Ok Option Ordering Owned ParentField "
    "ParentInit Pin ResetType ResettablePhasesImpl Result Self Some String SysBusDevice "
    "SysBusDeviceImpl Timer ToMigrationState ToMigrationStateShared TryFrom TryInto VMState "
    "VMStateDescription VMStateDescriptionBuilder VMStateField Vec VecDeque".split()
)
# Crates that a generated crate depends on.
_CRATES = frozenset(
    "alloc bilge bilge_impl bits bql chardev common core hwcore migration qom std system trace "
    "util".split()
)
_METHODS = frozenset("init post_init reset_hold pre_save post_load".split())
_BITS_METHODS = frozenset(("new", "value", "from", "into"))


def variant_name(name: str) -> str:
    """A variant's Rust name: `ODD_PARITY` becomes `OddParity`, `Odd` stays."""
    if name.upper() != name:
        return name
    return "".join(part.capitalize() for part in name.split("_"))


def mirror_name(name: str) -> str:
    """The name of a struct's mirror, as upstream's derive forms it."""
    return f"{name}Migration"


def subsection_ident(parent: str, name: str) -> str:
    """A subsection's name without its parent's, as a part of Rust names."""
    rest = name.removeprefix(parent)
    ident = "".join(char if char.isalnum() else "_" for char in rest).strip("_").lower()
    return f"s{ident}" if ident[:1].isdigit() else ident


def check_names(device: Device, diagnostics: Diagnostics) -> None:
    """Identifiers, keywords, duplicates and names on the wire."""
    _Names(device, diagnostics).check()


class _Names:
    def __init__(self, device: Device, diagnostics: Diagnostics) -> None:
        self._device = device
        self._diagnostics = diagnostics

    def check(self) -> None:
        device = self._device
        self._identifier(device.name, _CAMEL, "CamelCase", device.position)
        self._identifier(device.crate, _SNAKE, "snake_case", device.where("crate"))
        self._identifier(device.category, _SNAKE, "snake_case", device.where("category"))
        self._identifier(device.config, _CONFIG, "UPPER_CASE", device.where("config"))
        if device.crate in _CRATES:
            message = f"`{device.crate}` is a crate that QEMU or Rust has already"
            self._diagnostics.add("VM112", device.where("crate"), message)
        self._wire(device.description.name, device.where("name"))
        self._wire(device.type_name, device.where("type_name"))
        self._fields(device.all_fields)
        self._types()
        self._customs()
        self._subsections()

    # -- Rust --------------------------------------------------------------------------------------

    def _identifier(
        self, name: str, shape: re.Pattern[str], wanted: str, position: Position, mend: str = ""
    ) -> None:
        if name in RUST_KEYWORDS:
            self._diagnostics.add("VM110", position, f"`{name}` is a keyword of Rust", mend=mend)
        elif not shape.fullmatch(name):
            self._diagnostics.add("VM111", position, f"`{name}` is not {wanted}")

    def _types(self) -> None:
        seen: dict[str, Position] = {self._device.name: self._device.position}
        for node in self._device.types:
            self._identifier(node.name, _CAMEL, "CamelCase", node.position)
            taken = [node.name]
            if isinstance(node, Struct):
                self._wire(node.description.name, node.where("name"))
                self._fields(node.all_fields)
                if not node.foreign:
                    taken += [mirror_name(node.name), f"{node.name}Hooks"]
            elif isinstance(node, Enum):
                self._variants(node)
            else:
                self._bits(node)
            for name in taken:
                if name in _TAKEN:
                    message = f"`{name}` is a name that the emitted code uses itself"
                    self._diagnostics.add("VM112", node.position, message)
                if name in seen:
                    message = f"type `{name}` is already at {seen[name]}"
                    self._diagnostics.add("VM112", node.position, message)
                seen[name] = node.position

    def _customs(self) -> None:
        """A type of the author's converts to one thing, and is no type of the spec's."""
        structs = [node for node in self._device.types if isinstance(node, Struct)]
        known = {node.name for node in self._device.types} | {self._device.name} | _TAKEN
        seen: dict[str, str] = {}
        for field in (
            *self._device.all_fields,
            *(item for node in structs for item in node.all_fields),
        ):
            inner = innermost(field.type)
            if not isinstance(inner, Custom) or not field.migrate:
                continue
            at, wire = field.where("type"), inner.wire or field.wire or ""
            self._identifier(inner.name, _CAMEL, "CamelCase", at)
            if inner.name in known:
                self._diagnostics.add("VM112", at, f"`{inner.name}` is a type already")
            elif seen.setdefault(inner.name, wire) != wire:
                message = f"`{inner.name}` is already converted to and from `{seen[inner.name]}`"
                self._diagnostics.add("VM112", at, message)

    def _fields(self, fields: Iterable[Field]) -> None:
        """Names of fields, and the mirror's: equal `rename`s make a mirror with equal fields."""
        mirror: dict[str, Field] = {}
        for field in fields:
            if field.name.startswith("_"):
                message = f"`{field.name}`: only reserved bits have a leading underscore"
                self._diagnostics.add("VM111", field.position, message)
            else:
                self._identifier(field.name, _SNAKE, "snake_case", field.position)
            if isinstance(field.type, Padding | Property | Fifo) or not field.migrate:
                continue
            if field.flag is not None:
                self._identifier(field.flag, _SNAKE, "snake_case", field.where("flag"))
            if field.rename is not None:
                mend = "Take another name that is close to C's: names of fields do not travel."
                self._identifier(field.rename, _SNAKE, "snake_case", field.where("rename"), mend)
            for name, option in ((field.flag, "flag"), (field.wire_name, "rename")):
                first = mirror.setdefault(name, field) if name is not None else field
                if first is not field and first.name != field.name:
                    message = f"`{name}` names two fields of the stream's description"
                    self._diagnostics.add("VM112", field.where(option), message)

    def _variants(self, node: Enum) -> None:
        names: set[str] = set()
        values: dict[int, str] = {}
        for variant in node.variants:
            self._identifier(variant.name, _MEMBER, "UPPER_CASE", variant.position)
            name = variant_name(variant.name)
            if name in RUST_KEYWORDS:
                self._diagnostics.add("VM110", variant.position, f"`{name}` is a keyword of Rust")
            if name in names or variant.value in values:
                other = values.get(variant.value, name)
                message = f"`{variant.name}` has the name or value of `{other}`"
                self._diagnostics.add("VM112", variant.position, message)
            names.add(name)
            values[variant.value] = variant.name

    def _bits(self, node: Bits) -> None:
        names = {item.name for item in node.fields}
        for item in node.fields:
            self._identifier(item.name, _SNAKE, "snake_case", item.position)
            if item.name in _BITS_METHODS or item.name.removeprefix("set_") in names - {item.name}:
                message = f"`{item.name}` is a method that a bitfield has already"
                self._diagnostics.add("VM112", item.position, message)

    # -- wire --------------------------------------------------------------------------------------

    def _wire(self, name: str, position: Position) -> None:
        if not _WIRE.fullmatch(name):
            message = f"`{name}` is not 1 to 255 printable ASCII characters"
            self._diagnostics.add("VM141", position, message)

    # -- subsections -------------------------------------------------------------------------------

    def _subsections(self) -> None:
        for owner in (self._device, *self._device.types):
            if isinstance(owner, Device | Struct):
                idents: dict[str, str] = {}
                for part in owner.subsections:
                    self._wire(part.description.name, part.where("subsection"))
                    self._subsection_idents(owner, part, idents)

    def _subsection_idents(
        self, owner: Device | Struct, part: Subsection, idents: dict[str, str]
    ) -> None:
        """Names that become those of Rust items: the subsection's own, and its method's."""
        name, at = part.description.name, part.where("subsection")
        ident = subsection_ident(owner.description.name, name)
        if idents.setdefault(ident, name) != name:
            message = f"`{name}` and `{idents[ident]}` give the same name in Rust, `{ident}`"
            self._diagnostics.add("VM112", at, message)
        if part.asks:
            where = part.where("needed")
            self._identifier(part.asks, _SNAKE, "snake_case", where)
            taken = (
                [item.wire_name for item in owner.all_fields] if isinstance(owner, Struct) else []
            )
            if part.asks in (*_METHODS, *taken):
                message = f"`{part.asks}` is a name that `{owner.name}` has already"
                self._diagnostics.add("VM112", where, message)
