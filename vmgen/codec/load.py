# SPDX-License-Identifier: GPL-2.0-or-later
"""Loading: what QEMU's engine does with the data of a section, and then the generated restore.

Written from vmstate-wire.md sections 7 and 9 to 12. A number is held as it arrived, with its place,
until the struct that it belongs to is complete: a restore checks all of it before it changes
anything, and runs after the struct's own subsections were looked for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vmgen.codec.arrived import Arrived
from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.restore import restore, restore_element
from vmgen.codec.rows import Block, Found, Held, code_of, rows_of
from vmgen.layout import NULL, SUBSECTION, Body, Nested, WireField

if TYPE_CHECKING:
    from vmgen.layout.condition import Condition

FOOTER = b"\x7e\x00\x00\x00\x2a"
"""What lies behind a section in a stream: 7e and the section's id (vmstate-wire.md section 2)."""


class _Device:
    """What is loaded at the level of the device is in its place at once."""

    def __init__(self, live: dict[str, Any], reset: Mapping[str, Any]) -> None:
        self.live = live
        self.reset = reset
        self._own = set[str]()
        """Arrays that are copies: nobody else sees what is stored in them."""
        self.late: Found = {}
        """What is in its place once all of the section is there."""
        self._awaited: dict[int, frozenset[str]] = {}
        """The keys of such fields, by the description (its id): each condition asks for them."""

    def count(self, key: str) -> int:
        return int(self.live[key])

    def arrived(self, body: Body, wanted: Condition) -> Mapping[str, Any]:
        """What a condition finds: of what is not in its place yet, the number that arrived."""
        late = self._awaited.get(id(body))
        if late is None:
            keys = (field.key for field in body.fields if field.late)
            late = self._awaited[id(body)] = frozenset(keys)
        late = late & {source.key for _, source in wanted.sources}
        numbers = Arrived(body, self.late, self.live)
        return {**self.live, **{key: numbers[key] for key in late}} if late else self.live

    def inner(self, field: WireField, index: int, *, mirrored: bool) -> Any:
        """The state that a nested description finds: a mirror begins at reset."""
        value = (self.reset if mirrored else self.live)[field.key]
        return value if field.count is None else value[field.unsent[0] + index]

    def store(self, field: WireField, held: Held, path: str) -> None:
        key = field.key
        if field.late:
            self.late[key] = held
            return
        self.live[key] = restore(field, held, path, self.live[key], self.reset[key])

    def complete(self, body: Body) -> None:
        """Put in its place what has waited for the end of the section."""
        for field in body.all_fields:
            key, held = field.key, self.late.get(field.key)
            if held is None or field.companion is not None:
                continue
            if field.flag and not self.late[field.flag].values[0]:
                self.live[key] = None
            else:
                self.live[key] = restore(field, held, key, self.live[key], self.reset[key])

    def store_element(self, field: WireField, index: int, held: Held, path: str) -> None:
        """One element behind `Migratable`, which is restored before the next is read."""
        key, value, offset = field.key, held.values[0], held.offset
        old, new = self.live[key], self.reset[key]
        if field.count is None:
            self.live[key] = restore_element(field.element, value, offset, path, old, new)
            return
        made = restore_element(field.element, value, offset, path, old[index], new[index])
        if key not in self._own:
            self._own.add(key)
            self.live[key] = list(old)
        self.live[key][index] = made


class _Struct:
    """A struct whose numbers are held until it is complete; `now` is what it has of the others."""

    def __init__(
        self, now: Mapping[str, Any], absent: Mapping[str, int], *, mirrored: bool = False
    ) -> None:
        self.found: Found = {}
        self._now = {**now, **absent} if absent else now
        self._mirrored = mirrored

    def count(self, key: str) -> int:
        held = self.found.get(key)
        return int(self._now[key] if held is None else held.values[0])

    def arrived(self, body: Body, wanted: Condition) -> Mapping[str, Any]:
        return Arrived(body, self.found, self._now, mirrored=self._mirrored)

    def inner(self, field: WireField, index: int, *, mirrored: bool) -> Any:
        value = self._now[field.key]
        return value if field.count is None else value[field.unsent[0] + index]

    def store(self, field: WireField, held: Held, path: str) -> None:
        self.found[field.key] = held


_Target = _Device | _Struct


class Loader:
    """Walks the data of one section; `footer` is what lies behind it in a stream."""

    def __init__(self, data: bytes, footer: bytes, *, rules: bool = True) -> None:
        self._asks = rules
        self._data = bytes(data) + footer
        self._length = len(data)
        self._at = 0
        self._crossed: str | None = None
        self._touched = False
        self._mirrored = False
        self.present: dict[str, str] = {}
        """The subsections that came, by the path of the struct that each is of, and its name."""
        self.looked: list[int] = []
        """Where a description ended, and its subsections were looked for."""

    def section(
        self, body: Body, version: int, live: dict[str, Any], reset: dict[str, Any]
    ) -> None:
        """Load a whole section into `live`, which is to be thrown away if this raises."""
        if version > body.version_id:
            message = f"version {version}, known are {body.minimum_version_id}..{body.version_id}"
            raise WireError(ErrorClass.SECTION_TOO_NEW, 0, body.name, message)

        try:
            target = _Device(live, reset)
            self._body(body, version, target, "")
            target.complete(body)
            for rule in body.rules if self._asks else ():
                if not rule.holds(live):
                    message = f"`{rule.text}` is broken"
                    raise WireError(ErrorClass.POST_LOAD, self._at, body.name, message)
            self._end(body.name)
        except WireError as error:
            error.touched = self._touched
            error.offset = min(error.offset, self._length)
            if self._crossed is not None and error.error_class == ErrorClass.POST_LOAD:
                error.message += f" (the data ends within {self._crossed})"
            raise

    def _end(self, name: str) -> None:
        """The footer comes next, where the data ends."""
        if self._at == self._length:
            return
        if self._at < self._length:
            message = f"{self._length - self._at} bytes are left"
        else:
            name = self._crossed or name
            message = "the data ends within this field, and what is behind it was read on"
        raise WireError(ErrorClass.FOOTER, self._at, name, message)

    # -- descriptions ------------------------------------------------------------------------------

    def _body(self, body: Body, version: int, target: _Target, path: str) -> None:
        """A description's fields, then its subsections, in whatever order they come."""
        if not body.minimum_version_id <= version <= body.version_id:
            new = version > body.version_id
            error_class = ErrorClass.TOO_NEW if new else ErrorClass.TOO_OLD
            message = f"version {version}, known are {body.minimum_version_id}..{body.version_id}"
            raise WireError(error_class, self._at, body.name, message)
        if body.absent and isinstance(target, _Device):
            target.live.update(body.absent)  # as a `pre_load` does
            self._touched = True
        for field in body.fields:
            place = f"{path}{field.key or field.name}"
            if field.fits is not None:
                self._validate(field, field.fits, target, place)
            if field.known(version) and _there(field, body, target):
                self._field(field, target, place, version)
        self._subsections(body, target, path)

    def _validate(self, field: WireField, most: int, target: _Target, path: str) -> None:
        """QEMU looks at a count before the array, also where a gate then leaves the array out."""
        count = target.count(field.counted)
        if not 0 <= count <= most:
            message = f"{field.counted} is {count}, and the elements are for 0..={most}"
            raise WireError(ErrorClass.VALIDATION_FAILED, self._at, path, message)

    def _subsections(self, body: Body, target: _Target, path: str) -> None:
        self.looked.append(self._at)
        while self._at < len(self._data) and self._data[self._at] == SUBSECTION:
            name = self._subsection_name(body.name.encode())
            if name is None:
                return
            self._subsection(body, name, target, path)

    def _subsection_name(self, own: bytes) -> bytes | None:
        """The name that comes next if it begins with our own; compared as C does, up to a NUL."""
        head = self._data[self._at + 1 : self._at + 2]
        if not head or head[0] < len(own) + 1:
            return None
        name = self._data[self._at + 2 : self._at + 2 + head[0]]
        if len(name) < head[0] or not name.split(b"\0")[0].startswith(own):
            return None
        return name

    def _subsection(self, body: Body, name: bytes, target: _Target, path: str) -> None:
        text = _text(name)
        found = next((item for item in body.subsections if item.body.name == text), None)
        if found is None:
            message = f"there is no subsection `{text}`"
            raise WireError(ErrorClass.UNKNOWN_SUBSECTION, self._at, body.name, message)
        start = self._at + 2 + len(name)
        # Only the low 8 bits count; bytes behind the end read as 0.
        version = self._data[start : start + 4].ljust(4, b"\0")[3]
        self._advance(start + 4 - self._at, text)
        self._body(found.body, version, target, path)
        self.present[f"{path}{text}"] = text

    # -- elements ----------------------------------------------------------------------------------

    def _field(self, field: WireField, target: _Target, path: str, version: int) -> None:
        element, count = field.element, 1 if field.count is None else field.count
        if field.counted:
            count = field.many(target.count(field.counted))
        at = self._at
        if field.present:
            self._pointers(field, count, target, path, version)
            return
        if field.wrapper or (isinstance(element, Nested) and element.role == "migratable"):
            assert isinstance(target, _Device)
            for index in range(count):
                self._element(field, index, target, _element_path(field, index, path), version)
            return
        if not isinstance(element, Nested):
            values = self._numbers(field, count, path)
            if field.key:
                target.store(field, Held(at, values), path)
            return
        if field.count is not None and (block := self._block(element, count)) is not None:
            target.store(field, Held(at, block), path)
            return
        inner = [
            self._nested(
                element,
                _element_path(field, index, path),
                target.inner(field, index, mirrored=False),
                version,
            )
            for index in range(count)
        ]
        target.store(field, Held(at, inner), path)

    def _pointers(
        self, field: WireField, count: int, target: _Target, path: str, version: int
    ) -> None:
        """An array of pointers: which of them are null, the device knows and not the stream."""
        at = self._at
        assert isinstance(target, _Device)
        waiting = list[Any]()
        for index, there in enumerate(target.live[field.present][:count]):
            place = f"{path}[{index}]"
            if not there:
                self._null(place)
                waiting.append(None)
            elif field.late:
                waiting += self._numbers(field, 1, place, alone=True)
            else:
                self._element(field, index, target, place, version)
        if field.late:
            target.store(field, Held(at, waiting), path)

    def _element(
        self, field: WireField, index: int, target: _Device, path: str, version: int
    ) -> None:
        """An element that is in its place before the next is read."""
        element, at = field.element, self._at
        if field.wrapper:
            self._wrapped(field, index, target, path)
        elif not isinstance(element, Nested):
            values = self._numbers(field, 1, path, alone=True)
            target.store_element(field, index, Held(at, values), path)
        elif element.role == "migratable":
            self._restored(field, index, target, path, version)
        else:
            now = target.inner(field, index, mirrored=False)
            held = Held(at, [self._nested(element, path, now, version)])
            target.store_element(field, index, held, path)

    def _null(self, path: str) -> None:
        """A null pointer. Behind the end of a stream a byte reads as 0, which is none."""
        at = self._at
        byte = self._data[at : at + 1] or b"\0"
        self._advance(len(NULL), path)
        if byte != NULL:
            message = f"{byte[0]:#x} is no {NULL[0]:#x}, and the pointer is null here"
            raise WireError(ErrorClass.ELEMENT, at, path, message)

    def _restored(
        self, field: WireField, index: int, target: _Device, path: str, version: int
    ) -> None:
        """One element behind `Migratable`."""
        assert isinstance(field.element, Nested)
        now = target.inner(field, index, mirrored=True)
        held = Held(self._at, [self._migratable(field.element, path, now, version)])
        target.store_element(field, index, held, path)
        self._touched = True

    def _numbers(
        self, field: WireField, count: int, path: str, *, alone: bool = False
    ) -> list[Any]:
        """The numbers of a field; one of an array's `alone` has the path that it was given."""
        element, at, size = field.element, self._at, field.element.size
        if field.key and count and not (self._mirrored or field.late):
            # Stored number by number as they are read, even one that the data ends within.
            self._touched = True
        if at + size * count > len(self._data):
            # Where the data itself ended; the footer may have stood in for some of it.
            index = (len(self._data) - at) // size
            place = path if alone or field.count is None else f"{path}[{index}]"
            message = "the data ends within this field"
            offset = at + index * size
            raise WireError(ErrorClass.SHORT_STREAM, offset, self._crossed or place, message)
        self._advance(size * count, path)
        code = code_of(element)
        if code == "B":
            return list(self._data[at : at + count])
        return list(struct.unpack_from(f">{count}{code}", self._data, at)) if code else []

    def _block(self, element: Nested, count: int) -> Block | None:
        """Elements that are read as a whole: all there, and behind none what may be a subsection.

        Each looks behind itself for one that begins with its name.
        """
        rows = rows_of(element)
        if rows is None or not count:
            return None
        at, end, own = self._at, self._at + element.size * count, rows.name.encode()
        if end > self._length or self._data.find(own, at, end + 2 + len(own)) >= 0:
            return None
        if not self._mirrored:
            self._touched = True
        self._at = end
        self.looked.extend(range(at + element.size, end + 1, element.size))
        return Block(rows, at, self._data[at:end])

    def _nested(self, element: Nested, path: str, now: Mapping[str, Any], version: int) -> Found:
        """A nested description, at its local version, or at that of what is around it."""
        absent = dict(element.body.absent) if self._mirrored else {}
        target = _Struct(now, absent, mirrored=self._mirrored)
        self._body(element.body, element.version(version), target, f"{path}.")
        return target.found

    def _wrapped(self, field: WireField, index: int, target: _Device, path: str) -> None:
        """A number behind `Migratable`."""
        at, self._mirrored = self._at, True
        values = self._numbers(field, 1, path, alone=True)
        self._subsections(Body(field.wrapper, 1, 1, ()), _Struct({}, {}), path)
        self._mirrored = False
        target.store_element(field, index, Held(at, values), path)
        self._touched = True

    def _migratable(
        self, element: Nested, path: str, now: Mapping[str, Any], version: int
    ) -> Found:
        """The wrapper's description: the mirror is its one field, and nothing else sees it."""
        self._mirrored = True
        found = self._nested(element.mirror, path, now, version)
        self._subsections(element.body, _Struct(now, {}), path)
        self._mirrored = False
        return found

    def _advance(self, count: int, path: str) -> None:
        self._at = min(self._at + count, len(self._data))
        if self._at > self._length and self._crossed is None:
            self._crossed = path


def _element_path(field: WireField, index: int, path: str) -> str:
    """The path of an element, or of the field itself where it is no array."""
    return path if field.count is None else f"{path}[{index}]"


def _there(field: WireField, body: Body, target: _Target) -> bool:
    """Whether its condition lets a field come next."""
    return field.needed is None or field.needed.holds(target.arrived(body, field.needed))


def _text(name: bytes) -> str:
    return name.split(b"\0")[0].decode("ascii", "backslashreplace")
