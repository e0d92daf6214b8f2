# SPDX-License-Identifier: GPL-2.0-or-later
"""The model: what a spec says, as frozen values. No Rust and no templates in here."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from itertools import chain
from typing import Any, Literal, TypeVar

from vmgen.expression import names, parse, reference
from vmgen.layout.scalars import ScalarInfo
from vmgen.model.binding import Binding
from vmgen.model.gates import Needed, heads, versioned
from vmgen.model.gates import travels as travels
from vmgen.model.kinds import Kind
from vmgen.model.kinds.sized import holds
from vmgen.model.names import mirror_members, needed_method, subsection_ident
from vmgen.model.node import Node
from vmgen.model.place import Place, Shape, normal
from vmgen.model.source import WireSource
from vmgen.model.types import Type

Priority = Literal["LOW", "DEFAULT", "IOMMU", "PCI_BUS", "VIRTIO_MEM", "APIC", "GICV3_ITS", "GICV3"]

_T = TypeVar("_T")

ResetElement = bool | int | str
"""A reset value: a flag, a number, or an enum's variant as `Enum.VARIANT`."""

Hook = Literal["pre_save", "post_save", "pre_load", "post_load", "unplug_pending"]
"""A function of the author's that QEMU calls with the whole device."""

Reset = ResetElement | tuple[ResetElement, ...]
"""A reset value for the field, or one for each element."""


class Rule(Node):
    """What must hold between the fields of a struct."""

    text: str


class Field(Node):
    """A field of a register struct or of the device, in wire order."""

    name: str
    type: Type
    doc: str = ""
    default: Reset | None = None
    """Reset value; None where the spec leaves it to the type (zero, or the first variant)."""
    wire: str | None = None
    """Scalar on the wire, where it is not the type itself."""
    minimum: int | None = None
    maximum: int | None = None
    """Range of what may arrive, both ends included."""
    migrate: bool = True
    since: int = 0
    """Version gate; 0 is no gate."""
    until: int | None = None
    """The last version that has it."""
    needed: Needed | None = None
    """When it is there; of a subsection's field, that says the subsection."""
    rename: str | None = None
    """Name in the stream's description (or of the property), where it is another one."""
    count: str | None = None
    times: int = 1
    """The field that says how many elements of this array travel, and how many for each."""
    present: str | None = None
    """Of an array that C has as pointers: the flags that say which of them are not null."""
    mask: int | None = None
    """Bits that travel."""
    force: int = 0
    """Bits that a restore sets."""
    own: dict[str, Any] = field(default_factory=dict)
    """Options that only its kind has, by name; those that are written."""
    absent: Reset | None = None
    """Value where its subsection did not arrive; None where that is the reset value."""
    derived: bool = False
    """Found again by the author after a restore."""
    source: WireSource | None = None
    """What a number on the wire is made of."""

    @cached_property
    def _normal(self) -> tuple[Place, Shape, Kind]:
        return normal(self.type, self.count or "", self.times)

    @property
    def place(self) -> Place:
        """Where in the device an element sits."""
        return self._normal[0]

    @property
    def shape(self) -> Shape:
        """How many elements there are."""
        return self._normal[1]

    @property
    def kind(self) -> Kind:
        """What one element is."""
        return self._normal[2]

    @property
    def room(self) -> int:
        """The most that the count of its elements may say."""
        return holds(self.kind, self.shape) // self.times

    @property
    def bare(self) -> bool:
        """Whether its kind is written with nothing around it, not even an array."""
        return isinstance(self.type, Kind)

    @property
    def computed(self) -> bool:
        """Whether the author's method says what its number is."""
        return self.source is not None and self.source.kind == "computed"

    @property
    def none(self) -> int | None:
        """Of an option: the number on the wire of an absent value."""
        return self.own.get("none")

    @property
    def flag(self) -> str | None:
        """Of an option: the name of the flag before it, true where it is there."""
        return self.own.get("flag")

    @property
    def unit(self) -> str | None:
        """Of a duration: what its number counts, `ns`, `us`, `ms` or `s`."""
        return self.own.get("unit")

    @property
    def bounds(self) -> tuple[int, int]:
        """The values that its number may have, both ends included (a signed NonZero has no 0)."""
        scalar = self.kind.number
        assert scalar is not None
        return self.bounds_in(scalar.info)

    def bounds_in(self, info: ScalarInfo) -> tuple[int, int]:
        """The same as another scalar has them."""
        low = info.minimum if self.minimum is None else self.minimum
        high = info.maximum if self.maximum is None else self.maximum
        return (1 if low == 0 and self.kind.nonzero else low), high

    def restored(self, number: int) -> int:
        """What a restore makes of a number of this field, given its mask."""
        return number & (-1 if self.mask is None else self.mask) | self.force

    @property
    def left_out(self) -> Reset | None:
        """The value of a field of registers that did not arrive."""
        return self.default if self.absent is None else self.absent

    @property
    def wire_name(self) -> str:
        """The name that the stream's description gives."""
        return self.rename or self.name


class Description(Node):
    """The heads of a VMStateDescription."""

    name: str
    version_id: int = 1
    minimum_version_id: int = 1
    priority: Priority | None = None
    unmigratable: bool = False
    early_setup: bool = False


class Owner(Node):
    """What has fields: a device, or a register struct."""

    name: str
    description: Description
    fields: tuple[Field, ...]
    """In the order of the spec, those of subsections left out."""
    subsections: tuple[Subsection, ...] = ()
    rules: tuple[Rule, ...] = ()
    order: tuple[str, ...] = ()
    """Names of all fields as the spec has them, those of subsections among the others."""

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """Its fields and those of its subsections."""
        return (*self.fields, *chain.from_iterable(item.fields for item in self.subsections))

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The same by their names."""
        return {item.name: item for item in self.all_fields}

    @property
    def asked(self) -> tuple[Subsection, ...]:
        """The subsections of which the author's method says whether they are sent."""
        return tuple(subsection for subsection in self.subsections if subsection.asks)

    @cached_property
    def members(self) -> dict[str, str]:
        """What the fields of its wire form are called in Rust, by their names on the wire."""
        names = ((item.name, item.flag, item.wire_name) for item in self.all_fields)
        return mirror_members(names, map(self.answer, self.subsections))

    def answer(self, part: Subsection) -> str:
        """What the wire form has of whether a subsection is sent, where its fields do not say."""
        own = subsection_ident(self.description.name, part.description.name)
        return part.asks or needed_method(own)

    def member(self, name: str) -> str:
        """What a field of this name in the spec is called there."""
        return self.members[self.by_name[name].wire_name]


class Struct(Owner):
    """A register struct with its description."""

    check: bool = False
    """The author's method has a last look at a restored state."""
    nested: bool = False
    """The C device has this description inside its own, too, with its subsections."""
    path: str = ""
    binding: Binding | None = None
    """Of a parent: its Rust type, and what the crate makes that of where QEMU's Rust has none."""
    mirror_only: bool = False
    """It exists on the wire only; the author converts to and from it."""
    doc: str = ""

    @cached_property
    def counted(self) -> dict[str, int]:
        """How long the shortest array is that a field counts, by the name of that field."""
        found = [(it.count, it.room) for it in self.all_fields if it.count]
        return dict(sorted(found, reverse=True))  # of equal names the shortest comes last

    @cached_property
    def ruled(self) -> frozenset[str]:
        """The fields that its rules name."""
        named = (name for rule in self.rules for name in names(parse(rule.text)))
        return frozenset(str(reference(name).steps[0]) for name in named)

    @property
    def timed(self) -> bool:
        """Whether it itself has a timer among its fields."""
        return any(field.kind.timed for field in self.all_fields)

    @property
    def foreign(self) -> bool:
        """Whether the author's code or QEMU's own converts it, so that vmgen checks no value."""
        return self.mirror_only or bool(self.path)


class Variant(Node):
    """A value of an enum."""

    name: str
    value: int
    doc: str = ""


class Enum(Node):
    """An enum: with a scalar `repr`, or `bits` wide for use inside a bitfield."""

    name: str
    repr: str | None
    bits: int
    variants: tuple[Variant, ...]
    doc: str = ""


class BitsField(Node):
    """A field of a bitfield register; a leading underscore marks reserved bits."""

    name: str
    type: Kind
    width: int
    implied: bool = False
    """It stands for the bits above those of which the spec has a field."""
    doc: str = ""


class Bits(Node):
    """A register of bit fields over a scalar, least significant first."""

    name: str
    repr: str
    fields: tuple[BitsField, ...]
    doc: str = ""


class Subsection(Node):
    """A subsection of a device or struct: its description and the fields that travel in it."""

    description: Description
    needed: Needed | None
    within: str = ""
    """The subsection that it is one of; empty for one of the device or struct itself."""
    fields: tuple[Field, ...]

    @property
    def asks(self) -> str:
        """The author's method that says whether it is sent; empty where none does."""
        return self.needed.asks if self.needed else ""


class Constant(Node):
    """A number of the spec that lengths have by name."""

    name: str
    value: int
    doc: str = ""


class Device(Owner):
    """One device: what becomes one crate."""

    crate: str
    category: str
    config: str
    type_name: str
    parent: str
    hooks: tuple[Hook, ...] = ()
    needed: Needed | None = None
    """When its section is sent; without one it always is."""
    types: tuple[Struct | Enum | Bits, ...]
    """Everything that the fields name, each after what it is made of."""
    constants: tuple[Constant, ...] = ()
    """In the order in which lengths name them."""
    numbers: tuple[Constant, ...] = ()
    """Those that only the spelling of numbers has by name."""
    doc: str = ""
    about: str = ""
    """The spec file's docstring."""
    origin: str
    """The spec file, as generated files name it."""

    @property
    def asks(self) -> str:
        """The author's method that says whether its section is sent; empty where none does."""
        return self.needed.asks if self.needed else ""

    @property
    def answers(self) -> dict[str, Field]:
        """The author's methods that say whether a field is there, each with the first of these."""
        return {it.needed.asks: it for it in reversed(self.fields) if it.needed and it.needed.asks}

    @property
    def awaited(self) -> tuple[Field, ...]:
        """Its fields that have a value of their own until they arrive."""
        return tuple(field for field in self.all_fields if field.absent is not None)

    def find(self, name: str) -> Struct | Enum | Bits:
        """The type of this name; KeyError where lowering found none."""
        return self._types[name]

    @cached_property
    def _types(self) -> dict[str, Struct | Enum | Bits]:
        return {node.name: node for node in reversed(self.types)}

    def struct(self, name: str) -> Struct:
        """The struct of this name, which is one."""
        return self._found(name, Struct)

    def enum(self, name: str) -> Enum:
        """The enum of this name, which is one."""
        return self._found(name, Enum)

    def bitfield(self, name: str) -> Bits:
        """The bitfield of this name, which is one."""
        return self._found(name, Bits)

    def _found(self, name: str, wanted: type[_T]) -> _T:
        node = self._types[name]
        assert isinstance(node, wanted)
        return node

    @cached_property
    def structs(self) -> tuple[Struct, ...]:
        """The structs that the fields name, each after what it is made of."""
        return tuple(node for node in self.types if isinstance(node, Struct))

    @cached_property
    def heads(self) -> dict[str, list[Description]]:
        """By struct the descriptions whose versions its fields are read at."""
        return heads(self)

    @cached_property
    def versioned(self) -> dict[str, Description]:
        """The structs that follow the version of a section or subsection: its description."""
        return versioned(self)

    @cached_property
    def enums(self) -> tuple[Enum, ...]:
        """The enums that the fields name."""
        return tuple(node for node in self.types if isinstance(node, Enum))

    @cached_property
    def bitfields(self) -> tuple[Bits, ...]:
        """The bitfields that the fields name."""
        return tuple(node for node in self.types if isinstance(node, Bits))
