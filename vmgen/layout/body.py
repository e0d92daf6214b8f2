# SPDX-License-Identifier: GPL-2.0-or-later
"""The wire plan: what each description of a device writes, in order, derived from the model.

A plan is data without pydantic, made by one function. `Body` is a VMStateDescription as the engine
walks it, nested ones included: their names do not travel, but loading depends on them, because each
looks for its own subsections at its end (vmstate-wire.md section 10). `flat` gives the same fields
as the C device has them, with register structs opened in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from vmgen.layout.condition import Condition
from vmgen.layout.scalars import SCALARS, ScalarInfo

MIGRATABLE = "migratable-wrapper"
"""Name of the description of `Migratable` itself (qemu-rust-api.md section 1, dialect 11)."""

CLOCK = "clock"
"""Name of the description of a clock (vmstate-macros.md section 4)."""

TIMER_SCALAR = SCALARS["i64"]


@dataclass(frozen=True, slots=True)
class Number:
    """bool or an integer: how it travels, and what a restore makes of it.

    `minimum..=maximum` is what may arrive: the run-time type's own range, cut by the field's.
    """

    encoding: str
    """Scalar on the wire."""
    runtime: str
    """Scalar at run time (of an enum or a bitfield: its repr)."""
    minimum: int
    maximum: int
    type_name: str | None = None
    """Enum or bitfield."""
    variants: tuple[tuple[str, int], ...] | None = None
    """Of an enum: names and values."""
    zero: bool = True
    """Whether 0 is a value."""
    none: int | None = None
    """Of an option: the number of an absent value."""
    mask: int = -1
    """Bits that travel, and that a restore takes."""
    force: int = 0
    """Bits that a restore sets."""

    @property
    def scalar(self) -> ScalarInfo:
        """What travels."""
        return SCALARS[self.encoding]

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return self.scalar.size

    @property
    def memory(self) -> int:
        """Bytes in the memory of the C device."""
        return self.size

    @property
    def checked(self) -> bool:
        """Whether there is a number that could arrive and is refused."""
        info = self.scalar
        low, high = self.minimum, self.maximum
        whole = self.variants is None and low <= info.minimum and info.maximum <= high
        return not (whole and self.zero)

    def restored(self, value: int) -> int:
        """What a restore makes of a number that it takes."""
        return value & self.mask | self.force

    def accepts(self, value: int) -> bool:
        """Whether a restore takes this number."""
        if self.variants is not None:
            return any(value == known for _, known in self.variants)
        value = self.restored(value)
        if self.none is not None and value == self.none:
            return True
        return self.minimum <= value <= self.maximum and (self.zero or value != 0)


def whole(scalar: str) -> Number:
    """A number that is taken as it arrives."""
    info = SCALARS[scalar]
    return Number(scalar, scalar, info.minimum, info.maximum)


@dataclass(frozen=True, slots=True)
class Padding:
    """`size` bytes: zero when saved, skipped when loaded."""

    size: int
    label: str = ""
    """What the spec calls them; QEMU calls all such `unused`."""

    @property
    def memory(self) -> int:
        """A dump calls the bytes on the wire the size."""
        return self.size


@dataclass(frozen=True, slots=True)
class Timer:
    """i64 nanoseconds, -1 while not pending (vmstate-wire.md section 12)."""

    memory: int
    restored: bool = False
    """Behind a mirror, whose restore stops it for any negative number; QEMU itself for -1 only."""

    @property
    def scalar(self) -> ScalarInfo:
        """What travels."""
        return TIMER_SCALAR

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return TIMER_SCALAR.size


Role = Literal[
    "migratable",  # the wrapper: its one field is the mirror, and a restore follows
    "registers",  # a struct of the device that the engine reads and writes in place
    "struct",  # a struct inside another
    "parent",  # the device's parent, which the engine reads and writes in place
    "clock",
]


@dataclass(frozen=True, slots=True)
class Nested:
    """A description inside another: no header, and always at its own local version."""

    role: Role
    body: Body
    memory: int

    @property
    def size(self) -> int:
        """Bytes on the wire, without subsections."""
        return self.body.size(self.body.version_id)

    @property
    def mirror(self) -> Nested:
        """Of a wrapper: what it holds."""
        element = self.body.fields[0].element
        assert isinstance(element, Nested)
        return element

    @property
    def inner(self) -> Body:
        """The description with the fields: of a wrapper, that of the mirror."""
        return self.mirror.body if self.role == "migratable" else self.body


Element = Number | Padding | Timer | Nested


@dataclass(frozen=True, slots=True)
class Companion:
    """What makes a number that the state has no field for: an option's flag, or parts of FIFOs."""

    kind: Literal["flag", "length", "oldest", "free", "slots"]
    of: tuple[str, ...]
    """Keys of the option, or of the FIFOs."""
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Ring:
    """A FIFO: where on the wire its items are, by the keys of the fields."""

    key: str
    capacity: int
    length: str
    end: str
    newest: bool
    """Whether `end` is the slot behind the newest item; otherwise it has the oldest."""
    slots: str
    first: int
    step: int


@dataclass(frozen=True, slots=True)
class WireField:
    """A field of a description: `count` elements, or one where `count` is None."""

    key: str
    """Name in the state; of a part, the name of its number; empty for padding."""
    name: str
    """Name in dumps and in the stream's description."""
    element: Element
    count: int | None = None
    since: int = 0
    counted: str = ""
    """The key that says how many of the elements travel."""
    fits: int | None = None
    """QEMU looks whether `counted` is at most this; None where it cannot be more."""
    columns: int | None = None
    """Of an array of arrays: the length of a row."""
    flag: str = ""
    """Of an option: the part that says whether it is there."""
    companion: Companion | None = None
    buffer: bool = False
    """The C device has one element, of all bytes."""

    @property
    def size(self) -> int:
        """Bytes of all elements on the wire, without subsections; of a counted array, at most."""
        return self.element.size * (1 if self.count is None else self.count)


When = Literal[
    "always",
    "flag",  # a flag of the same object
    "expression",
    "changed",  # a number differs from that at reset
    "method",  # the author's, of which the codec knows nothing
    "muldiv",  # as clocks do
    "unknown",  # there is a condition, and what told of the layout does not say which
]


@dataclass(frozen=True, slots=True)
class WireSubsection:
    """A subsection and when it is sent."""

    body: Body
    condition: When = "always"
    flag: str = ""
    expression: Condition | None = None
    resets: tuple[tuple[int, ...], ...] = ()
    """For `changed`: the numbers on the wire at reset, by the fields of `body`."""


def header(name: str, version: int) -> bytes:
    """What announces a subsection: 05, length and name, u32 version."""
    text = name.encode()
    return bytes([0x05, len(text)]) + text + version.to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class Body:
    """A VMStateDescription: fields in order, then subsections."""

    name: str
    version_id: int
    minimum_version_id: int
    fields: tuple[WireField, ...]
    subsections: tuple[WireSubsection, ...] = ()
    rings: tuple[Ring, ...] = ()
    rules: tuple[Condition, ...] = ()
    absent: tuple[tuple[str, int], ...] = ()
    """By key what a field of a mirror is that did not arrive, where not its reset value."""

    @property
    def all_subsections(self) -> tuple[WireSubsection, ...]:
        """The subsections of the description, at any depth, each before its own."""
        found = []
        for item in self.subsections:
            found += [item, *item.body.all_subsections]
        return tuple(found)

    @property
    def all_fields(self) -> tuple[WireField, ...]:
        """The fields of the description and of its subsections."""
        inner = (item.body.fields for item in self.all_subsections)
        return tuple(chain(self.fields, *inner))

    def at(self, version: int) -> Iterator[WireField]:
        """The fields that exist at a version (vmstate-wire.md section 7)."""
        return (field for field in self.fields if field.since <= version)

    def size(self, version: int) -> int:
        """Bytes at a version, without subsections."""
        return sum(field.size for field in self.at(version))


def opens(field: WireField) -> bool:
    """Whether a field is a register struct, whose fields the C device has itself."""
    element = field.element
    registers = isinstance(element, Nested) and element.role in ("migratable", "registers")
    return registers and field.count is None


def flat(body: Body, since: int = 0) -> tuple[WireField, ...]:
    """The fields as the C device has them: those of register structs stand in their place."""
    found: list[WireField] = []
    for field in body.fields:
        gate = max(since, field.since)
        element = field.element
        if isinstance(element, Nested) and opens(field):
            found += flat(element.inner, gate)
        else:
            found.append(replace(field, since=gate))
    return tuple(found)


MULDIV = Body(
    name=f"{CLOCK}/muldiv",
    version_id=1,
    minimum_version_id=1,
    fields=tuple(WireField(name, name, whole("u32")) for name in ("multiplier", "divider")),
)

CLOCK_BODY = Body(
    name=CLOCK,
    version_id=0,
    minimum_version_id=0,
    fields=(WireField("period", "period", whole("u64")),),
    subsections=(WireSubsection(MULDIV, "muldiv"),),
)
"""QEMU's own description of a clock (vmstate-macros.md section 4)."""
