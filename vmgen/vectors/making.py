# SPDX-License-Identifier: GPL-2.0-or-later
"""Making vectors: a state with something in it, its section, and what a device makes of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vmgen.codec.codec import Codec
from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.leaves import Leaf, assign, at, changes, counts, owners, shaped
from vmgen.codec.save import Saver, Span
from vmgen.layout import Number, WireSubsection, bare
from vmgen.vectors.distinct import assign_distinct
from vmgen.vectors.search import numbers, search
from vmgen.vectors.settings import settings

_METHODS = "methods of the author's that say yes"
"""Beside the keys of a state, which are names."""


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
    flags: Mapping[str, int]
    """What decides about subsections and counts, where it differs from its reset value."""
    changes: tuple[tuple[str, Any], ...] = ()
    """Run-time values that a load changed: path and value (an array of numbers is one value)."""
    saved: bytes = b""
    refused: ErrorClass | None = None
    reason: str = ""
    """Why it is refused, for people."""
    unchanged: bool = False
    """Refused before anything was restored: the state is as it was."""


class Maker:
    """Makes the vectors of one device."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self.layout = codec.layout
        self._reset = codec.reset().model_dump()
        self.settings = settings(codec.device, codec.layout)
        self.limits = {
            (*owner.keys, key): most
            for owner in owners(codec.layout)
            for key, most in counts(owner.body).items()
        }
        """How many elements there are, by what counts them."""
        for key, element in self.settings.items():
            if (key,) in self.limits:
                self.limits[(key,)] = element.maximum

    # -- making one --------------------------------------------------------------------------------

    def vector(
        self, name: str, data: bytes, live: Mapping[str, Any], version: int | None = None
    ) -> Vector:
        """What a device makes of a section that is at reset but for the settings of `live`."""
        version = self.layout.version_id if version is None else version
        # What travels comes with the section.
        flags = {key: live[key] for key in self.settings if live[key] != self._reset[key]}
        before = {**self._reset, **flags}
        try:
            state = self._codec.decode(data, version, into=self._codec.state_class(**before))
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

    def fresh(self) -> dict[str, Any]:
        """Reset values that may be changed."""
        return self._codec.reset().model_dump()

    def save(
        self, live: dict[str, Any], version: int | None = None, sent: list[str] | None = None
    ) -> Saver:
        """What a device saves, with `sent` subsections and those whose author's method says so."""
        saver = Saver(sent, live.get(_METHODS, ()))
        state = {key: value for key, value in live.items() if key != _METHODS}
        values = self._codec.state_class(**state).model_dump()
        saver.body(self.layout, self.layout.version_id if version is None else version, values)
        return saver

    def encode(
        self, live: dict[str, Any], version: int | None = None, sent: list[str] | None = None
    ) -> bytes:
        """The bytes of `save`."""
        return bytes(self.save(live, version, sent).data)

    def may_be(self, key: str, value: int) -> bool:
        """Whether a property has this value in its range."""
        highest = next(item for item in self._codec.device.all_fields if item.name == key).maximum
        return highest is None or value <= highest

    def everything(self) -> dict[str, Any]:
        """A state in which all differs from all, and every subsection is sent."""
        live = self.fresh()
        assign_distinct(live, self.layout)
        live |= {key: self.limits[(key,)] for key in self.settings if (key,) in self.limits}
        for keys, item in self.conditional():
            self.send(live, keys, item)
        return live

    def conditional(self) -> Iterator[tuple[tuple[str, ...], WireSubsection]]:
        """Every subsection with the place of its struct."""
        for owner in owners(self.layout):
            yield from ((owner.keys, item) for item in owner.body.all_subsections)

    def send(self, live: dict[str, Any], keys: tuple[str, ...], item: WireSubsection) -> None:
        """Change what decides, so that a subsection is sent, where that can be done."""
        for struct in at(live, keys):
            if item.condition == "flag":
                struct[item.flag] = type(struct[item.flag])(1)
            elif item.condition == "method":
                live[_METHODS] = {*live.get(_METHODS, ()), item.body.name}
            elif item.expression is not None:
                body = next(owner.body for owner in owners(self.layout) if owner.keys == keys)
                elements = numbers(body) | ({} if keys else self.settings)
                found = search(item.expression, struct, elements, true=True, others=body.rules)
                struct.update(found or {})

    def on(self, *within: tuple[tuple[str, ...], WireSubsection]) -> dict[str, Any]:
        """A state at reset, but for what has these subsections sent."""
        live = self.fresh()
        for keys, item in within:
            self.send(live, keys, item)
        return live

    def counted(self, keys: tuple[str, ...]) -> dict[str, Any]:
        """A state at reset, but for what has all structs on the way to a place travel."""
        live = self.fresh()
        for index in range(len(keys)):
            self.count(live, keys[: index + 1])
        return live

    # -- changing a state --------------------------------------------------------------------------

    def assign(self, live: dict[str, Any], leaf: Leaf, value: Any) -> None:
        """A value for every element, as many as there can be."""
        field = leaf.field
        if leaf.ring is None and field.count is not None:
            value = shaped(field, [value] * field.count)
            self.count(live, leaf.keys)
        for index in range(len(leaf.keys) - 1):
            self.count(live, leaf.keys[: index + 1])
        assign(live, leaf.keys, value)

    def count(self, live: dict[str, Any], keys: tuple[str, ...]) -> None:
        """Let all elements of a field travel, where they are counted."""
        body = next(owner.body for owner in owners(self.layout) if owner.keys == keys[:-1])
        for field in body.all_fields:
            if field.key == keys[-1] and field.counted:
                counter = (*keys[:-1], field.counted)
                assign(live, counter, self.limits[counter])

    # -- changing a section ------------------------------------------------------------------------

    def spans(self, live: dict[str, Any]) -> dict[str, Span]:
        """Where fields and headers lie, by path without indices: the first of each."""
        found: dict[str, Span] = {}
        for span in self.save(live).spans:
            found.setdefault(bare(span.path), span)
        return found

    def patched(self, live: dict[str, Any], path: str, wrong: list[int]) -> Iterator[Vector]:
        """A field with other numbers, as far as they fit: of an array, the last element."""
        data, span = self.encode(live), self.spans(live).get(path)
        if span is None or not isinstance(span.element, Number):
            return
        info = span.element.scalar
        for number in wrong:
            if not info.minimum <= number <= info.maximum:
                continue
            new = number.to_bytes(span.width, "big", signed=info.signed)
            patched = data[: span.end - span.width] + new + data[span.end :]
            yield self.vector(f"{path} = {number}", patched, live)
