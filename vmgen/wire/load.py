"""Loading: what QEMU's engine does with the data of a section, and then the generated restore.

Written from vmstate-wire.md sections 7 and 9 to 12. A number is held as it arrived, with its place,
until the struct that it belongs to is complete: a restore checks all of it before it changes
anything, and runs after the struct's own subsections were looked for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from vmgen.wire.errors import ErrorClass, WireError
from vmgen.wire.plan import Body, Element, Nested, Number, Timer, WireField

CODES = {
    **{"bool": "B", "u8": "B", "u16": "H", "u32": "I", "u64": "Q"},
    **{"i8": "b", "i16": "h", "i32": "i", "i64": "q"},
}
"""How `struct` calls the scalars of the wire, big endian (vmstate-wire.md section 12)."""

SUBSECTION = 0x05
TIMER_OFF = -1


@dataclass(frozen=True, slots=True)
class Held:
    """The elements of a field as they arrived: numbers, or dicts of fields by key."""

    offset: int
    values: list[Any]


Store = Callable[[WireField, Held, str], None]


class Loader:
    """Walks the data of one section; `footer` is what lies behind it in a stream."""

    def __init__(self, data: bytes, footer: bytes) -> None:
        self._data = bytes(data) + footer
        self._length = len(data)
        self._at = 0
        self._crossed: str | None = None
        self._touched = False
        self._mirrored = False
        self.present: list[str] = []

    def section(
        self, body: Body, version: int, live: dict[str, Any], reset: dict[str, Any]
    ) -> None:
        """Load a whole section into `live`, which is to be thrown away if this raises."""
        if version > body.version_id:
            message = f"version {version}, known are {body.minimum_version_id}..{body.version_id}"
            raise WireError(ErrorClass.SECTION_TOO_NEW, 0, body.name, message)

        def settle(field: WireField, held: Held, path: str) -> None:
            live[field.key] = restore(field, held, path, live[field.key], reset[field.key])
            self._touched = True

        try:
            self._body(body, version, settle, "")
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

    def _body(self, body: Body, version: int, store: Store, path: str) -> None:
        """A description's fields, then its subsections, in whatever order they come."""
        if not body.minimum_version_id <= version <= body.version_id:
            new = version > body.version_id
            error_class = ErrorClass.TOO_NEW if new else ErrorClass.TOO_OLD
            message = f"version {version}, known are {body.minimum_version_id}..{body.version_id}"
            raise WireError(error_class, self._at, body.name, message)
        for field in body.at(version):
            place = f"{path}{field.key or field.name}"
            at = self._at
            values = self._elements(field, place)
            if field.key:
                store(field, Held(at, values), place)
        self._subsections(body, store, path)

    def _subsections(self, body: Body, store: Store, path: str) -> None:
        while self._at < len(self._data) and self._data[self._at] == SUBSECTION:
            name = self._subsection_name(body.name.encode())
            if name is None:
                return
            self._subsection(body, name, store, path)

    def _subsection_name(self, own: bytes) -> bytes | None:
        """The name that comes next if it begins with our own; compared as C does, up to a NUL."""
        head = self._data[self._at + 1 : self._at + 2]
        if not head or head[0] < len(own) + 1:
            return None
        name = self._data[self._at + 2 : self._at + 2 + head[0]]
        if len(name) < head[0] or not name.split(b"\0")[0].startswith(own):
            return None
        return name

    def _subsection(self, body: Body, name: bytes, store: Store, path: str) -> None:
        text = _text(name)
        found = next((item for item in body.subsections if item.body.name == text), None)
        if found is None:
            message = f"there is no subsection `{text}`"
            raise WireError(ErrorClass.UNKNOWN_SUBSECTION, self._at, body.name, message)
        start = self._at + 2 + len(name)
        # Only the low 8 bits count; bytes behind the end read as 0.
        version = self._data[start : start + 4].ljust(4, b"\0")[3]
        self._advance(start + 4 - self._at, text)
        self._body(found.body, version, store, path)
        self.present.append(text)

    # -- elements ----------------------------------------------------------------------------------

    def _elements(self, field: WireField, path: str) -> list[Any]:
        element, count = field.element, 1 if field.count is None else field.count
        if isinstance(element, Nested):
            places = [path] if field.count is None else _indexed(path, count)
            return [self._nested(element, place) for place in places]
        if field.key and not self._mirrored:
            # Stored number by number as they are read, even one that the data ends within.
            self._touched = True
        at, size = self._at, element.size
        if at + size * count > len(self._data):
            # Where the data itself ended; the footer may have stood in for some of it.
            index = (len(self._data) - at) // size
            place = path if field.count is None else f"{path}[{index}]"
            message = "the data ends within this field"
            offset = at + index * size
            raise WireError(ErrorClass.SHORT_STREAM, offset, self._crossed or place, message)
        self._advance(size * count, path)
        code = _code(element)
        return list(struct.unpack_from(f">{count}{code}", self._data, at)) if code else []

    def _nested(self, element: Nested, path: str) -> dict[str, Held]:
        """A nested description, at its local version."""
        found: dict[str, Held] = {}

        def keep(field: WireField, held: Held, place: str) -> None:
            found[field.key] = held

        if element.role != "migratable":
            self._body(element.body, element.body.version_id, keep, f"{path}.")
            return found
        # The wrapper's description: the mirror is its one field, and nothing else sees it.
        self._mirrored = True
        found = self._nested(element.mirror, path)
        self._subsections(element.body, keep, path)
        self._mirrored = False
        return found

    def _advance(self, count: int, path: str) -> None:
        self._at = min(self._at + count, len(self._data))
        if self._at > self._length and self._crossed is None:
            self._crossed = path


def _text(name: bytes) -> str:
    return name.split(b"\0")[0].decode("ascii", "backslashreplace")


def _code(element: Element) -> str:
    """How `struct` calls the element; empty for padding."""
    if isinstance(element, Number):
        return CODES[element.encoding]
    return "q" if isinstance(element, Timer) else ""


def _indexed(path: str, count: int) -> Iterator[str]:
    return (f"{path}[{index}]" for index in range(count))


# -- restore ---------------------------------------------------------------------------------------


def restore(
    field: WireField, held: Held, path: str, live: Any, reset: Any, *, mirrored: bool = True
) -> Any:
    """The run-time value of a field that arrived; `WireError` POST_LOAD where it is refused.

    `live` is what it is now. What of a struct did not arrive takes its `reset` value, as the
    mirror's Default has it; in a plain cell, which has no mirror, it stays.
    """
    element = field.element
    if field.count is None:
        return _restored(element, held.values[0], held.offset, path, live, reset, mirrored)
    size = element.size
    return [
        _restored(element, value, held.offset + i * size, f"{path}[{i}]", old, new, mirrored)
        for i, (value, old, new) in enumerate(zip(held.values, live, reset, strict=True))
    ]


def _restored(
    element: Element, value: Any, offset: int, path: str, live: Any, reset: Any, mirrored: bool
) -> Any:
    if isinstance(element, Number):
        return _number(element, value, offset, path)
    if isinstance(element, Timer):
        # QEMU arms a timer at 0 at the earliest.
        return None if value == TIMER_OFF else max(value, 0)
    assert isinstance(element, Nested)
    if element.role != "struct":
        mirrored = element.role != "registers"
    state = dict(live)
    inner = element.inner
    parts = (inner, *(item.body for item in inner.subsections))
    for field in (field for body in parts for field in body.fields if field.key):
        key = field.key
        if key in value:
            place = f"{path}.{key}"
            state[key] = restore(field, value[key], place, live[key], reset[key], mirrored=mirrored)
        elif mirrored:
            state[key] = reset[key]
    return state


def _number(element: Number, value: int, offset: int, path: str) -> int:
    """A byte that is a bool of its own may be anything; all else is checked."""
    if element.encoding == "bool":
        return value != 0
    if not element.accepts(value):
        wanted = element.type_name or f"{element.minimum}..={element.maximum}"
        message = f"{value} is not in {wanted}"
        raise WireError(ErrorClass.POST_LOAD, offset, path, message)
    return bool(value) if element.runtime == "bool" else value
