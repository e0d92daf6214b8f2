# SPDX-License-Identifier: GPL-2.0-or-later
"""Structs of registers, and the fields in them, out of what was told of a description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from vmgen.diagnostics import Position
from vmgen.importer.arrange import of_device
from vmgen.importer.enums import enum_of
from vmgen.importer.found import (
    BitSet,
    Bytes,
    CEnum,
    Check,
    Collection,
    Count,
    Description,
    Expiry,
    Field,
    Gap,
    Inside,
    Memory,
    Skipped,
    Subsection,
    Unknown,
    Value,
)
from vmgen.importer.names import Names, is_constant
from vmgen.importer.remarks import documented, inside, kept
from vmgen.importer.shapes import NULLS, PRIVATE
from vmgen.layout import ScalarInfo
from vmgen.model import nodes
from vmgen.model.gates import Needed
from vmgen.model.kinds import (
    Bitmap,
    EnumKind,
    Equal,
    Fifo8,
    Fifo32,
    Incomplete,
    Kind,
    Opaque,
    Scalar,
    StructKind,
    Timer,
    Unused,
)
from vmgen.model.kinds.written import Length, Slice
from vmgen.model.nesting import begins
from vmgen.model.told import told
from vmgen.model.types import ArrayOf, Cell, Migratable, Type

NOWHERE = Position("")
FIFO, WORDS = "Fifo8", "vmstate_fifo32"
"""QEMU's queue by its name, and what C calls one of words (vmgen.importer.c.created)."""
EMPTY = {"list": 1, "tree": 5}
"""Bytes of one without entries (vmstate-wire.md section 12)."""
NULL = 0x30


class Structs:
    """The classes of a spec, each made once."""

    def __init__(self, names: Names, device: str, subsections: Sequence[str]) -> None:
        self.names = names
        self._device = device
        self._subsections = subsections
        self.types: list[nodes.Struct | nodes.Enum] = []
        self.constants: dict[str, int] = {}
        self._known: list[tuple[Any, str]] = []
        self._enums: dict[CEnum, nodes.Enum | None] = {}
        self._timed = False
        """Whether what is being made is in a struct with a timer, which is restored in place."""

    def nested(self, description: Description) -> Kind:
        """The struct of a description that is inside another."""
        # What only a stream has told keeps all of its bytes; in a struct that is restored in place
        # no queue can be (VM208).
        fifo = self._fifo(description) if description.symbol and not self._timed else None
        if fifo is not None:
            return fifo
        version = description.version_id or 0
        head = nodes.Description(
            position=NOWHERE,
            name=self._wire_name(description),
            version_id=version,
            minimum_version_id=version,  # nobody looks at that of what is nested
        )
        called = description.name, ""
        doc = description.doc or f"C's `{description.name}`."
        return StructKind(
            name=self._struct(head, description.fields, description.subsections, called, doc)
        )

    def chunk(
        self, fields: Sequence[Field], wire: str, name: str, doc: str, version: int = 1
    ) -> str:
        """The name of a struct of these fields of the device itself, which is of this version."""
        gated = any(field.since or field.until is not None for field in fields)
        head = nodes.Description(position=NOWHERE, name=wire)
        if gated:  # read at the version of the section
            head = replace(head, version_id=version, minimum_version_id=version)
        return self._struct(head, fields, (), (name, "Registers"), doc)

    def _struct(
        self,
        head: nodes.Description,
        fields: Sequence[Field],
        subsections: Sequence[Subsection],
        called: tuple[str, str],
        doc: str,
    ) -> str:
        """The name of a struct; of one like it, which is there already, that's.

        `called` is what its class is named after, and how that ends.
        """
        around = self._timed
        every = (*fields, *(it for part in subsections for it in part.description.fields))
        self._timed = around or any(isinstance(it.what, Expiry) for it in every)
        made = nodes.Struct(
            position=NOWHERE,
            name="",
            description=head,
            fields=tuple(self._fields(fields)),
            subsections=tuple(map(self._subsection, subsections)),
            nested=bool(subsections),
            doc=doc,
        )
        self._timed = around
        says = told(made)
        known = next((given for other, given in self._known if other == says), None)
        if known is not None:
            return known
        given = self.names.type(*called)  # what is inside of it has its name by now
        self._known.append((says, given))
        self.types.append(replace(made, name=given))
        return given

    def _wire_name(self, description: Description) -> str:
        """Its name, unless what has no subsections of its own would take those of the device."""
        name = description.name
        if not description.subsections and any(begins(it, name) for it in self._subsections):
            return f"{self._device}/{name}" if name != self._device else f"{name}/inside"
        return name

    # -- fields ------------------------------------------------------------------------------------

    def _fields(self, fields: Sequence[Field], *, arrives: bool = True) -> list[nodes.Field]:
        names, made = Names(), []
        counting = {field.count.member for field in fields if field.count is not None}
        known: dict[str, str] = {}
        wire: set[str] = set()
        for number, field in enumerate(fields):
            if isinstance(field.what, Check):
                continue
            name = known[field.name] = names.field(field.name)
            lost = field if of_device(field, fields[:number]) else None
            fits = lost is None and not _may_miss(field) and field.name not in counting
            item = self.field(kept(field, fits=fits and arrives), name, known, lost=lost)
            made.append(replace(item, rename=None) if field.name in wire else item)
            wire.add(field.name)
        return _bounded(made)

    def field(
        self, field: Field, name: str, known: dict[str, str], *, lost: Field | None = None
    ) -> nodes.Field:
        """A field of registers; one that is `lost` depends on the device, which they cannot see."""
        given: dict[str, Any] = {"since": field.since, "until": field.until}
        type_ = self._type(field, given)
        gaps = field.gaps if lost is None else (*field.gaps, inside(lost))
        type_ = marked((*gaps, *unbounded(field)), field, type_)
        if field.condition:
            given["needed"] = Needed(kind="expression", text=field.condition)
        count = field.count
        if count is not None and count.member and lost is None:
            given |= {"count": known.get(count.member, count.member), "times": count.times}
        return nodes.Field(
            position=NOWHERE,
            name=name,
            type=type_,
            doc=documented(field),
            rename=None if name == field.name or isinstance(field.what, Skipped) else field.name,
            **given,
        )

    def _type(self, field: Field, given: dict[str, Any]) -> Type:
        """The type of a field; what else must be said of it goes into `given`."""
        what, count = field.what, field.count
        match what:
            case Value():
                return self.around(self.number(what, given, count), count)
            case Expiry():
                return self.around(Timer(), count)
            case BitSet(bits):
                return bitmap(bits or 0)
            case Inside(inner) if not (inner.fields or inner.subsections):
                return Unused(size=0)
            case Inside(inner):
                return self.around(self.nested(inner), count)
            case Skipped(size):
                return Unused(size=size * total(count))
            case Bytes():
                return self._bytes(what, count, given, field)
            case Collection(kind, None):
                given["own"] = {"reason": f"a {kind} of C's that had no entry in any section"}
                return _opaque(EMPTY[kind])
            case Collection(kind):
                return incomplete(Gap("VM616", f"`{field.name}` is a {kind}", "", field.at))
            case Memory(size):
                text = f"`{field.name}`: no section has shown it; {size} bytes in C's memory"
                return incomplete(Gap("VM617", text, "", field.at))
            case Unknown(gap):
                return incomplete(gap)
        raise AssertionError(what)

    def number(self, what: Value, given: dict[str, Any], count: Count | None) -> Kind:
        """A number, and how it travels."""
        name = what.runtime or what.encoding
        if what.enum is not None and not what.kept and (enum := self._enum(what.enum)) is not None:
            if enum.repr != what.encoding:
                given["wire"] = what.encoding
            return EnumKind(name=enum.name)
        if name != what.encoding:
            given["wire"] = what.encoding
        pointers = count is not None and count.pointers
        if what.kept == "equal":
            own = NULL if what.info in NULLS else what.own
            if own:
                given["default"] = own if not pointers else (own,) * total(count)
            return Equal(item=Scalar(name=name))
        return Scalar(name=name)

    def _enum(self, enum: CEnum) -> nodes.Enum | None:
        """The enum of C's, made once, whatever its name has become; None if Rust has none such."""
        if enum not in self._enums:
            made = self._enums[enum] = enum_of(enum, self.names)
            self.types += [made] if made is not None else []
        return self._enums[enum]

    def _bytes(self, what: Bytes, count: Count | None, given: dict[str, Any], field: Field) -> Type:
        if what.size is None:
            return incomplete(unsized(field))
        if what.info:
            seen = ", which has had no other length" if what.info in PRIVATE else ""
            given["own"] = {"reason": f"C's `{what.info}`{seen}"}
            return _opaque(what.size * total(count))
        named = self._constant(what.named, what.size)
        size = what.size if count is None or count.member else what.size * total(count)
        buffer = count is None or bool(count.member)
        return ArrayOf(item=Scalar(name="u8"), length=size, named=named, buffer=buffer)

    def around(self, item: Type, count: Count | None) -> Type:
        """The array of a count around a type; rows of what has none stand one after another."""
        if count is None:
            return item
        most = count.most or 0
        if count.columns and not _has_rows(item):
            return ArrayOf(item=item, length=most)
        if count.columns:
            rows = most // count.columns
            columns = self._constant(count.columns_named, count.columns)
            inner = ArrayOf(item=item, length=count.columns, named=columns)
            return ArrayOf(item=inner, length=rows, named=self._constant(count.named, rows))
        named = self._constant(count.named, most)
        if count.whole is None or count.pointers or count.whole == most:
            return ArrayOf(item=item, length=most, named=named)
        part = Slice(start=count.start, stop=count.start + most)
        return ArrayOf(item=item, length=count.whole, part=part)

    def _constant(self, name: str, value: int) -> str:
        """A constant of the spec, if it can have this name for that."""
        good = value > 0 and is_constant(name) and self.constants.setdefault(name, value) == value
        return name if good else ""

    def _fifo(self, description: Description) -> Kind | None:
        """QEMU's own queue, if it is known how much it holds."""
        if description.name != FIFO or len(description.fields) != 3:
            return None
        data = description.fields[0].what
        if not isinstance(data, Bytes) or data.size is None:
            return None
        kind, each = (Fifo32, 4) if description.symbol == WORDS else (Fifo8, 1)
        length = data.size // each
        return kind(name=f"{kind.__name__}Of{length}", length=length, named="")

    # -- subsections -------------------------------------------------------------------------------

    def _subsection(self, item: Subsection) -> nodes.Subsection:
        description = item.description
        name = item.needed.name if item.needed is not None else f"{description.name}_sent"
        asks = item.needed is not None or not (item.always or item.sent)
        return nodes.Subsection(
            position=NOWHERE,
            description=head_of(description),
            needed=Needed(kind="method", text=Names().field(name)) if asks else None,
            fields=tuple(self._fields(description.fields, arrives=False)),
        )


def _may_miss(field: Field) -> bool:
    """Whether some streams do not have it."""
    return bool(field.since or field.until is not None or field.condition)


def head_of(description: Description) -> nodes.Description:
    """The heads of a description that travels with its version."""
    version = description.version_id or 0
    minimum = description.minimum_version_id
    return nodes.Description(
        position=NOWHERE,
        name=description.name,
        version_id=version,
        minimum_version_id=version if minimum is None else min(minimum, version),
    )


def _bounded(fields: Sequence[nodes.Field]) -> list[nodes.Field]:
    """The same with what counts in the range for its arrays, out of which C writes anywhere."""
    rooms: dict[str, int] = {}
    for field in fields:
        if field.count and not field.kind.unread:
            rooms[field.count] = min(field.room, rooms.get(field.count, field.room))
    return [
        (
            replace(field, **_range(field.kind.info, rooms[field.name]))
            if field.name in rooms and isinstance(field.kind, Scalar)
            else field
        )
        for field in fields
    ]


def _range(number: ScalarInfo, room: int) -> dict[str, Any]:
    found = {"minimum": 0} if number.minimum < 0 else {}
    return found | ({"maximum": room} if number.maximum > room else {})


def marked(gaps: Sequence[Gap], field: Field, known: Type) -> Type:
    """A type with a mark for what could not be understood of the field, if there is anything."""
    if not gaps:
        return known
    endless = field.count is not None and field.count.most is None
    return Incomplete(text="; ".join(map(_said, gaps)), known=None if endless else known)


def incomplete(gap: Gap, known: Type | None = None) -> Type:
    """The mark for what could not be understood, and what is known of it."""
    return Incomplete(text=_said(gap), known=known)


def _said(gap: Gap) -> str:
    """A gap as a mark has it, with what a person does about it where its code does not say that."""
    mend = gap.mend.removesuffix(".")
    return f"{gap.code}: {gap.text} ({gap.at})" + (f": {mend[0].lower()}{mend[1:]}" if mend else "")


def _has_rows(item: Type) -> bool:
    """Whether the language has arrays of arrays of it."""
    kind = item.item if isinstance(item, Cell | Migratable) else item
    return isinstance(kind, Kind) and kind.most == "rows"


def unsized(field: Field) -> Gap:
    """Of bytes: that no source says how many there are."""
    return Gap("VM618", f"`{field.name}`: how many bytes it has is not known", "", field.at)


def unbounded(field: Field) -> Iterator[Gap]:
    """Of an array that a member counts: that no source says how many there are at most."""
    count, what = field.count, field.what
    known = (isinstance(what, Bytes) and what.size) or (isinstance(what, BitSet) and what.bits)
    if count is not None and count.member and count.most is None and not known:
        text = f"`{field.name}`: how many `{count.member}` counts at most"
        mend = "Write a `Bitmap` of as many bits." if isinstance(what, BitSet) else ""
        yield Gap("VM621", text, mend, field.at)


def bitmap(bits: int, *, celled: bool = False) -> Type:
    """A bitmap; `celled` for one of a device, which has each word in a cell."""
    made = Bitmap(size=bits)
    item = Cell(name="BqlCell", item=made) if celled else made
    return ArrayOf(item=item, length=Bitmap.numbers_in(Length(bits)))


def _opaque(size: int) -> Type:
    return ArrayOf(item=Opaque(size=size), length=size)


def total(count: Count | None) -> int:
    """How many elements there are."""
    return 1 if count is None or count.most is None else count.most
