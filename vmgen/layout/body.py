# SPDX-License-Identifier: GPL-2.0-or-later
"""A layout: what a description of a device writes, in order, as data.

`Body` is a VMStateDescription as the engine walks it, nested ones included: their names do not
travel, but loading depends on them, because each looks for its own subsections at its end
(vmstate-wire.md section 10). `flat` gives the same fields as the C device has them, with register
structs opened in place.

A layout is made from a model (vmgen.model.layout), a dump (from_dump) or what a stream says of a
section (from_stream), and tells as much as those do: a dump has names and sizes in memory, a stream
names and widths of what was sent; ranges, resets and conditions are in a spec only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

from vmgen.layout.element import Number, Padding, Raw, Timer, Untold, whole
from vmgen.layout.errors import LayoutError
from vmgen.layout.ring import Mark, Ring
from vmgen.layout.scalars import SCALARS
from vmgen.values import dataclass

if TYPE_CHECKING:  # the language of conditions is for who makes or asks one
    from vmgen.layout.condition import Condition

MIGRATABLE = "migratable-wrapper"
"""Name of the description of `Migratable` itself (qemu-rust-api.md section 1, dialect 11)."""

CLOCK = "clock"
"""Name of the description of a clock (vmstate-macros.md section 4)."""

SUBSECTION = 0x05
"""The byte that announces a subsection."""

Role = Literal[
    "migratable",  # the wrapper: its one field is the mirror, and a restore follows
    "registers",  # a struct of the device that the engine reads and writes in place
    "struct",  # a struct inside another
    "parent",  # the device's parent, which the engine reads and writes in place
    "clock",
]


@dataclass(frozen=True, slots=True)
class Nested:
    """A description inside another: no header, and no version of its own in the stream."""

    role: Role
    body: Body
    memory: int
    sent: int | None = None
    """Bytes on the wire with the subsections that were sent, where a stream told of it."""
    versioned: bool = False
    """It is read and written at the version of the section: fields of it came, or are gone."""

    @property
    def size(self) -> int:
        """Bytes on the wire, without subsections but for those that were sent."""
        return self.body.size(self.body.version_id) if self.sent is None else self.sent

    def version(self, around: int) -> int:
        """What its fields are read at, in a description that is read at `around`."""
        return around if self.versioned else self.body.version_id

    @property
    def mirror(self) -> Nested:
        """Of a wrapper: what it holds."""
        element = self.body.fields[0].element
        assert isinstance(element, Nested)
        return element

    @property
    def held(self) -> Nested:
        """What has the fields: of a wrapper its mirror, else itself."""
        return self.mirror if self.role == "migratable" else self

    @property
    def inner(self) -> Body:
        """The description with the fields."""
        return self.held.body


@dataclass(frozen=True, slots=True)
class Entries:
    """A list or a tree, as a stream describes it: one description for each of its entries.

    Before each entry is a byte 01, behind the last 00; a tree has a u32 count before all. With
    `pairs` a tree's bodies are key and value in turn, else its keys are a u64 each.
    """

    kind: Literal["list", "pairs", "numbered"]
    bodies: tuple[Body, ...]
    size: int
    """Bytes on the wire, with all that is between the entries."""

    @property
    def memory(self) -> int:
        """A head, of which nothing is known."""
        return 0


Element = Number | Padding | Timer | Raw | Untold | Nested | Entries


@dataclass(frozen=True, slots=True)
class Companion:
    """What makes a number that the state has no field for: an option's flag, or parts of FIFOs."""

    kind: Literal["flag", "length", "oldest", "free", "slots"]
    of: tuple[str, ...]
    """Keys of the option, or of the FIFOs."""
    rings: tuple[Ring, ...] = ()
    """Those of the FIFOs."""


@dataclass(frozen=True, slots=True)
class WireField:
    """A field of a description: `count` elements, or one where `count` is None."""

    key: str
    """Name in the state; of a companion, the name of its number; empty for padding."""
    name: str
    """Name in dumps and in the stream's description."""
    element: Element
    count: int | None = None
    since: int = 0
    until: int | None = None
    """The last version that has it."""
    needed: Condition | None = None
    """What must hold of the fields before it, as they are on the wire, for it to be there."""
    counted: str = ""
    """The key that says how many of the elements travel."""
    times: int = 1
    """How many for each that `counted` says."""
    per: int = 1
    """How much of what `counted` says one of them has: a word of a bitmap 64 bits."""
    present: str = ""
    """Of an array that C has as pointers: the key of the flags that say which are not null. Each
    that is takes a byte."""
    nulls: tuple[bool, ...] = ()
    """Of such an array: which of its pointers are null as the spec says it, and nobody else."""
    unsent: tuple[int, int] = (0, 0)
    """How many elements the state has before these, and behind them."""
    fits: int | None = None
    """QEMU looks whether `counted` is at most this; None where it cannot be more."""
    columns: int | None = None
    """Of an array of arrays: the length of a row."""
    flag: str = ""
    """Of an option: the companion that says whether it is there."""
    companion: Companion | None = None
    mark: Mark | None = None
    """Its number is a slot of a ring, in front of which are as many items as the state has."""
    in_memory: int | None = None
    """Where C has all elements as one: its size, 0 behind a pointer (vmstate-wire.md, 14)."""
    tested: bool = False
    """Code of the C device says whether it travels; only a dump tells."""
    index: int | None = None
    """Which element of an array it is, where a stream's description has them one by one."""
    info: str = ""
    """What a stream's description calls the kind of element."""
    wrapper: str = ""
    """The name of the description of the `Migratable` that a number of the device is in."""
    late: bool = False
    """A number of the device that is restored when all of the section is loaded."""
    reset: tuple[int, ...] | None = None
    """The numbers on the wire after a reset, one per element; None where they are not known, and of
    nested descriptions, whose fields have their own."""

    def many(self, said: int) -> int:
        """How many elements travel where `counted` says this."""
        return -(-said * self.times // self.per)

    @property
    def room(self) -> int:
        """The most that `counted` may say."""
        most = (self.count or 0) * self.per // self.times
        return most if self.fits is None else self.fits

    @property
    def size(self) -> int:
        """Bytes of all elements on the wire, without subsections; of a counted array, at most."""
        return self.element.size * (1 if self.count is None else self.count)

    def known(self, version: int) -> bool:
        """Whether a version has it (vmstate-wire.md section 7); a condition may leave it out."""
        return self.since <= version and (self.until is None or version <= self.until)


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

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The keys that its flag or expression looks at."""
        if self.expression is not None:
            return tuple(source.key for _, source in self.expression.sources)
        return (self.flag,) if self.flag else ()


def count_text(name: str, times: int, per: int = 1) -> str:
    """How many elements of an array travel, as a spec, a layout and `vmstate_of!` have it.

    Of a bitmap a layout has its words, the last of which may not be full: `bits / 64`.
    """
    return (name if times == 1 else f"{name} * {times}") + (f" / {per}" if per > 1 else "")


def header(name: str, version: int) -> bytes:
    """What announces a subsection: 05, length and name, u32 version.

    `LayoutError` if the format has no room for it.
    """
    try:
        text = name.encode()
    except UnicodeEncodeError:
        raise LayoutError(f"the subsection name {name!r} is not UTF-8") from None
    if len(text) > 255 or not 0 <= version <= SCALARS["u32"].maximum:
        raise LayoutError(f"{name[:40]!r}, version {version}, cannot be a subsection's header")
    return bytes([SUBSECTION, len(text)]) + text + version.to_bytes(4, "big")


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
    stub: bool = False
    """There is no list of fields: it says no more than that a device cannot migrate."""
    absent: tuple[tuple[str, int], ...] = ()
    """By key what a field of a mirror is that did not arrive, where not its reset value; of a
    device what it is before anything arrives."""
    needed: Condition | None = None
    """Of a section: whether it is sent; None where it always is, or by the author's method."""

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

    @property
    def all_rings(self) -> tuple[Ring, ...]:
        """The FIFOs of the description and of its subsections."""
        inner = (item.body.rings for item in self.all_subsections)
        return tuple(chain(self.rings, *inner))

    def at(self, version: int) -> Iterator[WireField]:
        """The fields that a version has."""
        return (field for field in self.fields if field.known(version))

    def size(self, version: int) -> int:
        """Bytes at a version, without subsections."""
        return sum(field.size for field in self.at(version))


def opens(field: WireField) -> bool:
    """Whether a field is a register struct, whose fields the C device has itself."""
    element = field.element
    registers = isinstance(element, Nested) and element.role in ("migratable", "registers")
    return registers and field.count is None


def flat(body: Body, since: int = 0, *, tested: bool = False) -> tuple[WireField, ...]:
    """The fields as the C device has them: those of register structs stand in their place."""
    found: list[WireField] = []
    for field in body.fields:
        gate, asked = max(since, field.since), tested or field.tested
        element = field.element
        if isinstance(element, Nested) and opens(field):
            found += flat(element.inner, gate, tested=asked)
        else:
            found.append(replace(field, since=gate, tested=asked))
    return tuple(found)


MULDIV = Body(
    name=f"{CLOCK}/muldiv",
    version_id=1,
    minimum_version_id=1,
    fields=tuple(
        WireField(name, name, whole("u32"), reset=(1,)) for name in ("multiplier", "divider")
    ),
)

PERIOD = replace(whole("u64"), unit="in 2^-32 ns")
"""hwcore::Clock counts so (qemu-rust-api.md section 3.1)."""

CLOCK_BODY = Body(
    name=CLOCK,
    version_id=0,
    minimum_version_id=0,
    fields=(WireField("period", "period", PERIOD, reset=(0,)),),
    subsections=(WireSubsection(MULDIV, "muldiv"),),
)
"""QEMU's own description of a clock (vmstate-macros.md section 4)."""
