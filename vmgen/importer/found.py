# SPDX-License-Identifier: GPL-2.0-or-later
"""What a source says of a device's description, as data: the same for C text, dumps and streams.

Each source knows something else (vmstate-wire.md sections 13 and 14). A stream has types, widths
and counts of what was sent; a dump gates, predicates and all subsections, but sizes in memory only;
C has all of it but what the target decides. What a source does not say is None, or empty, never a
guess. What could not be understood is a `Gap`, at its place, and the rest is there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a source says something."""

    source: str
    """The file, as it was given; of a binary its name."""
    line: int | None = None
    """From 1; None for dumps and streams, whose `path` tells the place."""
    column: int | None = None
    """From 1."""
    path: str = ""
    """In a dump or stream: the device and its fields, `pl011.read_pos`."""

    def __str__(self) -> str:
        """`pl011.c:12:5`, or `dump.json: pl011.read_pos`."""
        numbers = "".join(f":{it}" for it in (self.line, self.column) if it is not None)
        return f"{self.source}{numbers}" + (f": {self.path}" if self.path else "")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be understood."""

    code: str
    """A stable code, `VM6xx` (vmgen.diagnostics.codes)."""
    text: str
    """What it is, with the words of the source."""
    mend: str
    """What a person does about it; empty where the code's own advice is enough."""
    at: Spot


@dataclass(frozen=True, slots=True)
class Function:
    """A C function that decides or changes something: kept by name, its body is the author's."""

    name: str
    at: Spot | None = None
    """Where it is written, else where it is named."""


# -- what a single element is ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of a C enum."""

    name: str
    value: int
    doc: str = ""


@dataclass(frozen=True, slots=True)
class CEnum:
    """A C enum that a member's type is."""

    name: str
    values: tuple[EnumValue, ...]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """bool or an integer."""

    encoding: str
    """Scalar on the wire: `bool`, `u8` to `i64` (vmgen.layout.SCALARS)."""
    runtime: str = ""
    """Scalar of C's member, where it is known and another one."""
    enum: CEnum | None = None
    kept: Literal["", "equal", "at most"] = ""
    """What arrives must be what is there (`*_EQUAL`), or at most that (`INT32_POSITIVE_LE`)."""
    info: str = ""
    """C's info, where the number is not what it seems: `CPU_Double_U`, an info that computes."""
    own: int | None = None
    """Of one that is compared: what all sections had."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """A QEMUTimer: i64 ns, -1 while not pending."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A buffer."""

    size: int | None
    """Bytes on the wire; at most so many where the field's count has a member. None where the
    source does not say it."""
    named: str = ""
    """The constant that the size is."""
    info: str = ""
    """C's own info, whose bytes nobody but it understands; empty for a plain buffer."""


@dataclass(frozen=True, slots=True)
class BitSet:
    """u64 words with `bits` bits (`VMSTATE_BITMAP`)."""

    bits: int | None
    """At most so many where the field's count has a member. None where the source does not say
    it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Bytes that are zero when saved and skipped when loaded."""

    size: int


@dataclass(frozen=True, slots=True)
class Inside:
    """A description inside another, QEMU's own among them (vmgen.importer.composites)."""

    description: Description
    version: int | None = None
    """Of VSTRUCT: the version that both sides read it at; None for its own."""
    temporary: bool = False
    """Of WITH_TMP: a struct that is made for the migration alone."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A list or a tree, of as many entries as there are."""

    kind: Literal["list", "tree"]
    entry: Description | None
    """Of a tree its value; None where no source has shown one."""
    key: Description | None = None
    """Of a tree; None for u64."""
    version: int = 0
    """What the entries are loaded at."""


@dataclass(frozen=True, slots=True)
class Check:
    """Nothing that travels: a function that must be true (`VMSTATE_VALIDATE`)."""

    function: Function


@dataclass(frozen=True, slots=True)
class Memory:
    """Something of which only the size in C's memory is known: all that a dump says."""

    size: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that could not be understood."""

    gap: Gap
    size: int | None = None
    """Bytes on the wire, where they are known and always the same."""


What = Value | Expiry | Bytes | BitSet | Skipped | Inside | Collection | Check | Memory | Unknown


@dataclass(frozen=True, slots=True)
class Setting:
    """A property of C's that a user sets before the device is made."""

    name: str
    """On QEMU's command line."""
    scalar: str
    """`u8` to `u32`."""
    default: int
    at: Spot


# -- how many, and when ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """How many elements an array has; a field without one is a single element.

    `regs[4]`: `Count(4)`. `VARRAY_UINT32(data, S, used)` of 16: `Count(16, member="used")`.
    """

    most: int | None = None
    """How many there are, or at most where a `member` counts; None if that is not known."""
    named: str = ""
    """The constant that this is."""
    columns: int | None = None
    """Of an array of arrays: the length of a row; `most` counts all elements."""
    columns_named: str = ""
    start: int = 0
    """Of a part of an array: the first element that travels, of `whole` in memory."""
    whole: int | None = None
    member: str = ""
    """The C member that says how many travel, as C names it."""
    setting: Setting | None = None
    """The property that sets this member."""
    times: int = 1
    """How many for each that the member says."""
    varies: bool = False
    """Sections of one name differ in it, and no source has said which member counts."""
    pointers: bool = False
    """Of pointers, each of which may be null."""
    nulls: bool = False
    """Which of them are null is not the same in all sections."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a description."""

    name: str
    """On the wire: any printable text, `queue.rptr`, `fifo[3]`."""
    what: What
    at: Spot
    count: Count | None = None
    since: int = 0
    until: int | None = None
    """Versions that have it; a predicate overrides them."""
    test: Function | None = None
    """A predicate; one that only a dump has told of has no name."""
    condition: str = ""
    """When it is there, of what comes before it in the same struct: `identify_set != 0`."""
    optional: str = ""
    """Not empty where some sections of the device have it and others do not, and no source said
    why: fields of one text are there together."""
    doc: str = ""
    gaps: tuple[Gap, ...] = ()
    """What could not be understood of it, beside what it is."""
    made_by: Function | None = None
    """The call that makes what travels, or cannot: then nothing of it does."""
    by: tuple[Function, ...] = ()
    """The functions of an info of the device's own: they make what travels, and take it."""


HookKind = Literal["pre_save", "post_save", "pre_load", "post_load", "unplug_pending", "needed"]


@dataclass(frozen=True, slots=True)
class Hook:
    """A function of a description that QEMU calls."""

    kind: HookKind
    function: Function
    error_form: bool = False
    """Of the newer form, with an error object (`post_load_errp`)."""


@dataclass(frozen=True, slots=True)
class Subsection:
    """A subsection, and who says whether it is sent."""

    description: Description
    needed: Function | None = None
    always: bool = False
    """It has no condition; without it and a function, none of the sources knows."""
    sent: bool = False
    """All sections that could have it had it."""


@dataclass(frozen=True, slots=True)
class Description:
    """A VMStateDescription."""

    name: str
    at: Spot
    fields: tuple[Field, ...] = ()
    subsections: tuple[Subsection, ...] = ()
    version_id: int | None = None
    minimum_version_id: int | None = None
    """None where no source says it: a stream knows the version that was sent only."""
    hooks: tuple[Hook, ...] = ()
    """None of them is dropped."""
    priority: str = ""
    """`IOMMU`, as C has it behind `MIG_PRI_`; empty for the default."""
    unmigratable: bool = False
    early_setup: bool = False
    doc: str = ""
    symbol: str = ""
    """C's variable."""
    state: str = ""
    """C's struct, `PL011State`."""
    gaps: tuple[Gap, ...] = ()

    def all_gaps(self) -> Iterator[Gap]:
        """What could not be understood of it and of all that is in it, in order."""
        yield from self.gaps
        for field in self.fields:
            yield from field.gaps
            match field.what:
                case Unknown(gap):
                    yield gap
                case Inside(inner):
                    yield from inner.all_gaps()
                case Collection(_, entry, key):
                    for inner in filter(None, (key, entry)):
                        yield from inner.all_gaps()
        for item in self.subsections:
            yield from item.description.all_gaps()


@dataclass(frozen=True, slots=True)
class Device:
    """A description that is a section of its own."""

    description: Description
    type_name: str = ""
    """The QOM type; empty where no source says it."""
    parent: str = ""
    """The QOM type that it derives from, `sys-bus-device`."""
    category: str = ""
    """The folder below `hw/`."""
    file: str = ""
    """The name of the C file that has it; empty where none has."""
