# SPDX-License-Identifier: GPL-2.0-or-later
"""From an entry of a list to a field: what it is, how many, since when, and who decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from vmgen.importer.c import created, gaps
from vmgen.importer.c.entries import Entry, name_of
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import short
from vmgen.importer.c.families import INFOS
from vmgen.importer.c.infos import custom
from vmgen.importer.c.lexical import Tokens, spelled, unquoted
from vmgen.importer.c.numbers import number
from vmgen.importer.c.predicates import spans
from vmgen.importer.c.properties import Settings, settings
from vmgen.importer.c.structs import Member
from vmgen.importer.c.types import Kind
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import (
    BitSet,
    Bytes,
    Check,
    Collection,
    Count,
    Description,
    Expiry,
    Field,
    Function,
    Gap,
    Inside,
    Setting,
    Skipped,
    Spot,
    Unknown,
    Value,
    What,
)

Find = Callable[[str, Spot], Description | Gap]
"""A description by C's variable."""

_COUNTED = ("VARRAY_INT32", "VARRAY_UINT8", "VARRAY_UINT16", "VARRAY_UINT32")
FIFO, MSIX = "Fifo8", "vmstate_msix"


class Fields:
    """Makes the fields of one file."""

    def __init__(self, unit: Unit, find: Find, version: int | None) -> None:
        """`find` gives the descriptions that fields have inside; `version` is what is written."""
        self.unit = unit
        self.find = find
        self.version = version

    @cached_property
    def settings(self) -> Settings:
        """The properties that are numbers."""
        return settings(self.unit)

    def field(self, entry: Entry) -> Field:
        """A field, with what could not be understood as gaps."""
        return _Field(self, entry).made()


class _Field:
    def __init__(self, around: Fields, entry: Entry) -> None:
        self.unit, self.find, self.entry = around.unit, around.find, entry
        self.around = around
        self.at = self.unit.file.source.spot(entry.at)
        self.gaps: list[Gap] = []
        self.by: tuple[Function, ...] = ()
        self.made_by: Function | None = None
        self.member: tuple[Kind, Member] | NotConstant = self._member()

    def made(self) -> Field:
        entry = self.entry
        if entry.unsure:
            self.gaps.append(gaps.unanswered(entry.unsure, self.at))
        if entry.trouble:
            code = gaps.MACRO if "macro" in entry.trouble else gaps.INITIALISER
            why = gaps.gap(code, f"{entry.trouble}: `{entry.text}`", self.at)
            return Field(self._name() or entry.word, Unknown(why), self.at, gaps=tuple(self.gaps))
        what = self._what()
        count = None if isinstance(what, Check | Collection) else self._count()
        field = Field(self._name(), what, self.at, count, self._number("gate", 0), doc=self._doc())
        return self._tested(replace(field, by=self.by, made_by=self.made_by))

    # -- names and numbers -----------------------------------------------------------------------

    def _name(self) -> str:
        entry = self.entry
        if "field" in entry.roles:
            name = spelled(self._expanded(entry.roles["field"]))
            below = entry.roles.get("below")
            return f"{name}.{spelled(below)}" if below else name
        label = entry.roles.get("label")
        if label is not None:
            strings = [unquoted(it.text) for it in label if it.kind == "string"]
            return "".join(strings) or spelled(label)
        if entry.has("TMP"):
            return "tmp"
        return "virtio" if self._info() == "virtio" else "unused"

    def _expanded(self, items: Tokens) -> Tokens:
        try:
            return short(items, self.unit.nearby)
        except NotConstant as error:
            text = f"the name `{spelled(items)[:60]}`: {error}"
            self.gaps.append(gaps.gap(gaps.CONDITIONAL, text, self.at))
            return items

    def _number(self, role: str, absent: int) -> int:
        """A number of the entry; one that is not known is a gap."""
        items = self.entry.roles.get(role)
        if items is None:
            return absent
        try:
            return self.unit.number(items)
        except NotConstant as error:
            words = {"gate": "the version", "factor": "the factor", "start": "the first element"}
            self.gaps.append(gaps.number(words.get(role, "a number"), str(error), self.at))
            return absent

    def _constant(self, role: str) -> str:
        """The name of a constant that an argument is."""
        found = name_of(self.entry.roles.get(role))
        return "" if found is None else found.text

    def _info(self) -> str:
        found = name_of(self.entry.roles.get("info"))
        return "" if found is None else found.text.removeprefix("vmstate_info_")

    def _state(self) -> str:
        words = [it.text for it in self.entry.roles.get("state", ()) if it.kind == "name"]
        return " ".join(words)

    def _member(self) -> tuple[Kind, Member] | NotConstant:
        items = self.entry.roles.get("field")
        if items is None or not self._state():
            return NotConstant("no member")
        try:
            return self.unit.types.path(self._state(), short(items, self.unit.nearby))
        except NotConstant as error:
            return error

    def _declared(self) -> Member | None:
        """The declaration of the member, whatever is known of its type."""
        items = self.entry.roles.get("field", ())
        try:
            return self.unit.types.member(self._state(), short(items, self.unit.nearby))
        except NotConstant:
            return None

    def _doc(self) -> str:
        return "" if isinstance(self.member, NotConstant) else self.member[1].doc

    # -- who decides -----------------------------------------------------------------------------

    def _function(self, role: str) -> Function | None:
        items = self.entry.roles.get(role)
        if not items or spelled(items) in ("NULL", "(NULL)", "0"):
            return None
        found = name_of(items)
        if found is None:
            text = f"the predicate `{spelled(items)[:60]}` is no function's name"
            self.gaps.append(gaps.gap(gaps.PREDICATE, text, self.at))
            return Function(spelled(items), self.at)
        body = self.unit.function(found.text)
        at = self.at if body is None else body.source.spot(body.at)
        return Function(found.text, at)

    def _tested(self, field: Field) -> Field:
        """A predicate that looks at the version alone is since and until."""
        test = None if self.entry.has("MUST_EXIST") else self._function("test")
        if test is not None:
            known = spans(self.unit, test.name)
            if known is None:
                field = replace(field, test=test)
            else:
                field = replace(field, since=known[0], until=known[1])
        if field.made_by is not None and field.test is None:
            field = replace(field, optional="msix")
        return replace(field, gaps=tuple(self.gaps))

    # -- how many --------------------------------------------------------------------------------

    def _count(self) -> Count | None:
        entry = self.entry
        pointers = entry.has("ARRAY_OF_POINTER")
        if entry.has("VBUFFER"):
            member = spelled(entry.roles.get("bytes", ()))
            setting, times = self._setting(member), self._number("factor", 1)
            most = None if self._info() == "bitmap" else self._allocated()
            return Count(most, member=member, setting=setting, times=times)
        if entry.has(*_COUNTED):
            member = spelled(entry.roles.get("count", ()))
            return Count(
                self._extent(),
                member=member,
                setting=self._setting(member),
                times=self._number("factor", 1),
                pointers=pointers,
            )
        if not entry.has("ARRAY"):
            return None
        columns = None
        if "n1" in entry.roles:
            rows, columns = self._many("n1"), self._many("n2")
            most = None if rows is None or columns is None else rows * columns
            named = self._constant("n1")
            return Count(most, named, columns, self._constant("n2"), pointers=pointers)
        start = self._number("start", 0)
        whole = self._extent() if "start" in entry.roles else None
        most = self._many("num")
        if most is not None and whole is not None and start + most > whole:
            whole = None
        return Count(most, self._constant("num"), start=start, whole=whole, pointers=pointers)

    def _setting(self, member: str) -> Setting | None:
        return self.around.settings.get((self._state(), member))

    def _many(self, role: str) -> int | None:
        items = self.entry.roles.get(role)
        try:
            count = self.unit.number(items or ())
            if count < 0:
                raise NotConstant(f"it is {count}")
            return count
        except NotConstant as error:
            self.gaps.append(gaps.number("how many elements", str(error), self.at))
            return None

    def _extent(self) -> int | None:
        """How many elements the member is declared with, or made with; None if not known."""
        try:
            if not isinstance(self.member, NotConstant) and self.member[0].lengths:
                return self.unit.types.product(self.member[0].lengths)
            size = self._allocated()
            each = 0 if size is None else self.unit.sizeof(self.entry.roles.get("type", ()))
            return size // each if size is not None and each else None
        except NotConstant:
            return None

    def _allocated(self) -> int | None:
        """Bytes of the memory behind a pointer, where the file says it and a load does not."""
        known = not self.entry.has("ALLOC")
        return created.allocated(self.unit, self._declared()) if known else None

    # -- what it is ------------------------------------------------------------------------------

    def _what(self) -> What:
        entry = self.entry
        if entry.has("MUST_EXIST"):
            return Check(self._function("test") or Function("", self.at))
        if entry.has("LIST", "TREE"):
            return self._collection()
        if entry.has("TMP"):
            return self._inside(temporary=True)
        if entry.has("STRUCT", "VSTRUCT"):
            return self._inside()
        info = self._info()
        if entry.has("BUFFER") and info == "unused_buffer":
            return self._sized(Skipped)
        if info == "bitmap":
            size = self._allocated()
            return BitSet(None if size is None else 8 * size)
        if entry.has("VBUFFER"):
            return Bytes(self._allocated())
        if entry.has("BUFFER"):
            return self._buffer(info)
        return self._single(info)

    def _single(self, info: str) -> What:
        if info == "timer":
            return Expiry()
        if info in ("uinttl", "target_long", "uint_target", "target_ulong"):
            return self._word()
        if info in INFOS:
            return number(self.unit, self.member, INFOS[info], info)
        return self._own(info)

    def _own(self, info: str) -> What:
        """What an info of the device's own writes."""
        items = self.entry.roles.get("info", ())
        found = custom(self.unit, items, self.at, self._memory, past=self._past())
        if isinstance(found, str):
            name = info[:60] or self.entry.text
            text = f"the info `{name}` writes what only its own code says: {found}"
            return Unknown(gaps.gap(gaps.INFO, text, self.at))
        self.by = found.by
        return found.what

    def _memory(self) -> int | None:
        """Bytes that C says that it has in memory."""
        try:
            if "size" in self.entry.roles:
                return self.unit.number(self.entry.roles["size"])
            return self.unit.sizeof(self.entry.roles.get("type", ()))
        except NotConstant:
            return None

    def _past(self) -> bool:
        """Whether only versions before that of the description have it."""
        test = name_of(self.entry.roles.get("test"))
        last = None if test is None else (spans(self.unit, test.text) or (0, None))[1]
        version = self.around.version
        return last is not None and version is not None and last < version

    def _word(self) -> What:
        bits = self.unit.word
        if bits:
            return Value(f"u{bits}")
        text = "`target_ulong` has 32 or 64 bits"
        return Unknown(gaps.word(text, self.at))

    def _inside(self, temporary: bool = False) -> What:
        found = name_of(self.entry.roles.get("vmsd"))
        items = self.entry.roles.get("vmsd", ())
        name = spelled(items).lstrip("&") if found is None else found.text
        if name == MSIX:
            description, self.made_by = created.vectors(self.unit, self.at)
        else:
            description = self.find(name, self.at)
        if isinstance(description, Gap):
            return Unknown(description)
        if description.name == FIFO:
            words = "below" in self.entry.roles
            description = created.queue(self.unit, self._declared(), description, words=words)
        version = None
        if self.entry.has("VSTRUCT"):
            version = self._number("struct_version", 0)
        return Inside(description, version, temporary)

    def _collection(self) -> What:
        name = spelled(self.entry.roles.get("vmsd", ())).lstrip("&")
        version = self._number("gate", 0)
        if not self.entry.has("PAIRS"):
            entry = self.find(name, self.at)
            if isinstance(entry, Gap):
                return Unknown(entry)
            kind = "tree" if self.entry.has("TREE") else "list"
            return Collection(kind, entry, None, version)  # type: ignore[arg-type]
        value, key = (self.find(f"{name}[{index}]", self.at) for index in (0, 1))
        for found in (value, key):
            if isinstance(found, Gap):
                return Unknown(found)
        assert isinstance(value, Description) and isinstance(key, Description)
        return Collection("tree", value, key, version)

    # -- bytes -----------------------------------------------------------------------------------

    def _sized(self, make: Callable[[int], What]) -> What:
        try:
            size = self.unit.number(self.entry.roles.get("size", ()))
            if size < 0:
                raise NotConstant(f"it is {size}")
            return make(size)
        except NotConstant as error:
            return Unknown(gaps.number("how many bytes", str(error), self.at))

    def _buffer(self, info: str) -> What:
        named = self._constant("size") or self._constant("end")
        if info in INFOS:  # whatever C says how large it is: QEMU's number is as wide as it is
            return number(self.unit, self.member, INFOS[info], info)
        if info not in ("buffer", ""):
            return self._own(info)
        if "size" in self.entry.roles:
            return self._sized(lambda size: Bytes(size, named))
        try:
            start = self.unit.number(self.entry.roles["start"]) if self._given("start") else 0
            end = self.unit.number(self.entry.roles["end"]) if self._given("end") else self._whole()
            if end < start:
                raise NotConstant(f"from {start} to {end}")
            return Bytes(end - start, named if not start else "")
        except NotConstant as error:
            found = gaps.number("how many bytes", str(error), self.at)
            return Unknown(replace(found, code=gaps.MEMBER) if found.code == gaps.NUMBER else found)

    def _given(self, role: str) -> bool:
        return role in self.entry.roles

    def _whole(self) -> int:
        """Bytes of the member; of a pointer nobody would mean them."""
        if isinstance(self.member, NotConstant):
            raise self.member
        kind = self.member[0]
        if kind.pointers and not kind.lengths:
            raise NotConstant(f"`{self._name()}` is a pointer")
        return self.unit.types.size(kind)[0]
