"""Golden vectors of a device: sections made here, and what a load of each must end with.

The same spec always gives the same vectors, few enough to be read: two per field for its bounds,
one per variant of an enum, one per subsection on and off, one per version, and the refusals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vmgen.wire.codec import Codec
from vmgen.wire.errors import ErrorClass, WireError
from vmgen.wire.leaves import (
    Leaf,
    assign,
    assign_distinct,
    bounds,
    changes,
    leaves,
    outside,
    subsections,
)
from vmgen.wire.load import CODES
from vmgen.wire.plan import Number, header
from vmgen.wire.save import Span


@dataclass(frozen=True, slots=True)
class Vector:
    """One section and the verdict on it.

    A test sets `flags` in a device that was just reset, loads `data` as `version`, and then finds
    the values of `changes` (all others as they were) and saves `saved`; or an error of the class
    `refused`. What was restored before an error stays, as in QEMU, unless `unchanged`.
    """

    name: str
    version: int
    data: bytes
    flags: Mapping[str, bool]
    """Flags that decide about subsections, where they differ from their reset values."""
    changes: tuple[tuple[str, Any], ...] = ()
    """Run-time values that a load changed: path and value (an array of numbers is one value)."""
    saved: bytes = b""
    refused: ErrorClass | None = None
    reason: str = ""
    """Why it is refused, for people."""
    unchanged: bool = False
    """Refused before anything was restored: the state is as it was."""


def vectors(codec: Codec) -> list[Vector]:
    """All vectors of a device: what it accepts in the order of its fields, then the refusals."""
    maker = _Vectors(codec)
    found: dict[tuple[int, bytes, tuple[str, ...]], Vector] = {}
    for item in (*maker.accepted(), *maker.refused()):
        found.setdefault((item.version, item.data, tuple(item.flags)), item)
    return sorted(found.values(), key=lambda item: item.refused is not None)


class _Vectors:
    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._plan = codec.plan
        self._reset = codec.reset().model_dump()
        self._flags = [item.flag for item in self._plan.subsections if item.flag]
        self._travelling = {leaf.keys[0] for leaf in leaves(self._plan)}

    # -- making one --------------------------------------------------------------------------------

    def _vector(self, name: str, data: bytes, version: int | None = None, **flags: bool) -> Vector:
        """What a reset device with these flags makes of a section."""
        version = self._plan.version_id if version is None else version
        # A flag that travels comes with the section.
        flags = {
            flag: value
            for flag, value in flags.items()
            if flag not in self._travelling and self._reset[flag] != value
        }
        before = {**self._reset, **flags}
        try:
            state = self._codec.decode(data, version, into=self._codec.state(**before))
        except WireError as error:
            return Vector(
                name,
                version,
                data,
                flags,
                refused=error.error_class,
                reason=str(error),
                unchanged=not error.touched,
            )
        found = tuple(changes(before, state.model_dump()))
        return Vector(name, version, data, flags, found, self._codec.encode(state))

    def _fresh(self) -> dict[str, Any]:
        """Reset values that may be changed."""
        return self._codec.reset().model_dump()

    def _encode(self, live: dict[str, Any], version: int | None = None) -> bytes:
        return self._codec.encode(self._codec.state(**live), version)

    def _everything(self) -> dict[str, Any]:
        """A state in which all differs from all, and every subsection is sent."""
        live = self._fresh()
        assign_distinct(live, self._plan)
        return {**live, **dict.fromkeys(self._flags, True)}

    # -- what is accepted --------------------------------------------------------------------------

    def accepted(self) -> Iterator[Vector]:
        """Sections that load."""
        yield self._vector("reset", self._encode(self._fresh()))
        on = dict.fromkeys(self._flags, True)
        yield self._vector("every value its own", self._encode(self._everything()), **on)
        for leaf in leaves(self._plan):
            yield from self._bounds(leaf)
        yield from self._subsections()
        yield from self._versions()

    def _bounds(self, leaf: Leaf) -> Iterator[Vector]:
        """A field at its bounds, or an enum at every variant, the rest at reset."""
        flags = self._on(leaf.subsection)
        for name, value in bounds(leaf.element):
            live = {**self._fresh(), **flags}
            elements = value if leaf.field.count is None else [value] * leaf.field.count
            assign(live, leaf.keys, elements)
            yield self._vector(f"{leaf.path} {name}", self._encode(live), **flags)

    def _on(self, subsection: str | None) -> dict[str, bool]:
        """The flag that has this subsection sent, if it has one."""
        flags = [item.flag for item in self._plan.subsections if item.body.name == subsection]
        return {flag: True for flag in flags if flag}

    def _subsections(self) -> Iterator[Vector]:
        """Each of the device's subsections sent, not sent, missed, and sent twice."""
        everything = self._everything()
        on = dict.fromkeys(self._flags, True)
        state = self._codec.state(**everything)
        names = [item.body.name for item in self._plan.subsections]
        for item in self._plan.subsections:
            name, rest = item.body.name, [other for other in names if other != item.body.name]
            if item.flag:
                for value, word in ((True, "on"), (False, "off")):
                    live = {**self._fresh(), item.flag: value}
                    data = self._encode(live)
                    yield self._vector(f"{name} {word}", data, **{item.flag: value})
            data = self._codec.encode(state, subsections=rest)
            yield self._vector(f"{name} wanted but absent", data, **on)
            whole = self._codec.encode(state, subsections=[name])
            again = whole[len(self._codec.encode(state, subsections=[])) :]
            data = self._encode(everything) + again
            yield self._vector(f"{name} sent twice", data, **on)

    def _versions(self) -> Iterator[Vector]:
        """Every version that this device still reads; fields with a later gate are absent."""
        on = dict.fromkeys(self._flags, True)
        for version in range(self._plan.minimum_version_id, self._plan.version_id):
            data = self._encode(self._everything(), version)
            yield self._vector(f"version {version}", data, version, **on)

    # -- what is refused ---------------------------------------------------------------------------

    def refused(self) -> Iterator[Vector]:
        """Sections that do not load."""
        data = self._encode(self._fresh())
        low, high = self._plan.minimum_version_id, self._plan.version_id
        yield self._vector(f"version {high + 1}", data, high + 1)
        if low:
            yield self._vector(f"version {low - 1}", data, low - 1)
        yield from self._outside(data)
        yield from self._wrong_subsections()
        yield from self._cuts(data)
        yield self._vector("one byte short", data[:-1])
        yield self._vector("one byte too long", data + b"\0")

    def _spans(self, live: dict[str, Any]) -> dict[str, Span]:
        """Where fields and headers lie, by path without indices: the first of each."""
        found: dict[str, Span] = {}
        for span in self._codec.layout(self._codec.state(**live)):
            found.setdefault(re.sub(r"\[\d+\]", "", span.path), span)
        return found

    def _outside(self, data: bytes) -> Iterator[Vector]:
        """Each checked field just outside its range: of an array, the last element."""
        for leaf in leaves(self._plan):
            flags = self._on(leaf.subsection)
            live = {**self._fresh(), **flags}
            data = self._encode(live)
            span = self._spans(live).get(leaf.path)
            if span is None or not isinstance(leaf.element, Number):
                continue
            for number in outside(leaf.element):
                signed = CODES[leaf.element.encoding].islower()
                wrong = number.to_bytes(span.width, "big", signed=signed)
                at = span.end - span.width
                patched = data[:at] + wrong + data[span.end :]
                yield self._vector(f"{leaf.path} = {number}", patched, **flags)

    def _wrong_subsections(self) -> Iterator[Vector]:
        """Every header, nested ones too, with another name and with versions that are unknown.

        QEMU does not roll back what it loaded before it came to a subsection, so all of that is at
        its reset value: then "nothing changed" can be seen.
        """
        fresh, on = self._fresh(), dict.fromkeys(self._flags, True)
        own = {field.key: fresh[field.key] for field in self._plan.fields if field.key}
        live = {**self._everything(), **own, **on}
        data, spans = self._encode(live), self._spans(live)
        for body in subsections(self._plan):
            name, span, version = body.name, spans[body.name], body.version_id
            before, after = data[: span.offset], data[span.end :]
            for other in (f"{name[:-1]}{'x' if name[-1] != 'x' else 'y'}", f"{name}2", f"?{name}"):
                changed = before + header(other, version) + after
                yield self._vector(f"{name} called {other}", changed, **on)
            for number in (version + 1, body.minimum_version_id - 1):
                if 0 <= number <= 255:  # no more of it counts
                    changed = before + header(name, number) + after
                    yield self._vector(f"{name} version {number}", changed, **on)

    def _cuts(self, data: bytes) -> Iterator[Vector]:
        """The data cut before every field. A cut before a subsection is none: it is just absent."""
        for name, span in self._spans(self._fresh()).items():
            item = self._vector(f"cut before {name}", data[: span.offset])
            if item.refused is not None:
                yield item
