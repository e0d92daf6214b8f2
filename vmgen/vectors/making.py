# SPDX-License-Identifier: GPL-2.0-or-later
"""Making vectors: a state with something in it, its section, and what a device makes of that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.leaves import Leaf, assign, at, counts, leaves, owners, shaped
from vmgen.codec.save import Saver, Span
from vmgen.codec.sections import Sections
from vmgen.layout import Body, Number, WireSubsection, bare
from vmgen.layout.condition import Condition
from vmgen.values import dataclass
from vmgen.vectors.distinct import assign_distinct
from vmgen.vectors.edit import Edit, compared
from vmgen.vectors.search import Variables, search
from vmgen.vectors.settings import Setting, changed_pointers, pointers, settings

_METHODS = "methods of the author's that say yes"
"""Beside the keys of a state, which are names."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One section and the verdict on it.

    A test sets `flags` in a device that was just reset, loads `data` as `version`, and saves
    `saved`; or an error of the class `refused`. What was restored before an error stays, as in
    QEMU, unless `unchanged`.
    """

    name: str
    version: int
    section: Edit
    """Of the section of a reset device."""
    flags: Mapping[str, Setting]
    """What decides about subsections and counts, where it differs from its reset value."""
    saves: Edit | None = None
    """Of the same; None where it is refused."""
    needed: bool = True
    """Whether QEMU saves it at all: a device says that its section is not needed."""
    refused: ErrorClass | None = None
    unchanged: bool = False
    """Refused before anything was restored: the state is as it was."""
    layout: Saver | None = field(default=None, compare=False, repr=False)
    """Where what lies in `saved`, and in a section that has it where that has."""

    @property
    def data(self) -> bytes:
        """The section."""
        return self.section.whole

    @property
    def saved(self) -> bytes:
        """What is saved; nothing where it is refused."""
        return b"" if self.saves is None else self.saves.whole


class Maker:
    """Makes the vectors of one device."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.layout = sections.layout
        self.settings = settings(sections.device, sections.layout)
        self.pointers = pointers(sections.layout)
        self.leaves = list(leaves(self.layout))
        self.owners = list(owners(self.layout))
        self.bodies: dict[tuple[str, ...], Body] = {}
        """The description at a place."""
        for owner in self.owners:
            self.bodies.setdefault(owner.keys, owner.body)
        self.limits = {
            (*owner.keys, key): most
            for owner in self.owners
            for key, most in counts(owner.body).items()
        }
        """How many elements there are, by what counts them."""
        for key, element in self.settings.items():
            if (key,) in self.limits:
                self.limits[(key,)] = element.maximum
        self.counters = {
            (*keys, item.key): (*keys, item.counted)
            for keys, body in self.bodies.items()
            for item in body.all_fields
            if item.counted and item.companion is None
        } | {
            (*keys, ring.key): (*keys, ring.modulo)
            for keys, body in self.bodies.items()
            for ring in body.all_rings
            if (*keys, ring.modulo) in self.limits
        }
        """What counts the elements of a field, or the slots of a ring."""
        self.gated = {
            (*keys, item.key)
            for keys, body in self.bodies.items()
            for item in body.fields
            if item.needed is not None
        }
        """Fields that a condition lets be there."""
        self.watched = {
            (*keys, *path) for keys, body in self.bodies.items() for path in _watched(body)
        }
        """Fields at which a load or a save looks for more than themselves."""

    # -- making one --------------------------------------------------------------------------------

    @cached_property
    def origin(self) -> bytes:
        """The section of a reset device."""
        return self.encode(self.fresh())

    def vector(
        self, name: str, data: bytes, live: Mapping[str, Any], version: int | None = None
    ) -> Vector:
        """What a device makes of a section that is at reset but for the settings of `live`."""
        version = self.layout.version_id if version is None else version
        flags, section = self.flags(live), compared(self.origin, data)
        try:
            loaded = self.sections.load(data, version, {**self.sections.reset, **flags})
        except WireError as error:
            refused = error.error_class
            unchanged = not error.touched
            return Vector(name, version, section, flags, refused=refused, unchanged=unchanged)
        saver = self.sections.save(loaded.values, methods=loaded.present)
        saved = compared(self.origin, bytes(saver.data))
        needed = self.sections.needed(loaded.values)
        return Vector(name, version, section, flags, saved, needed, layout=saver)

    def flags(self, live: Mapping[str, Any]) -> dict[str, Setting]:
        """What a test has to set: what travels comes with the section."""
        reset = self.sections.reset
        found = {key: live[key] for key in self.settings if live[key] != reset[key]}
        return found | changed_pointers(self.layout, live, reset)

    def fresh(self) -> dict[str, Any]:
        """Reset values that may be changed."""
        return copied(self.sections.reset)

    def save(
        self, live: dict[str, Any], version: int | None = None, sent: list[str] | None = None
    ) -> Saver:
        """What a device saves, with `sent` subsections and those whose author's method says so."""
        return self.sections.save(live, version, sent, self.methods(live))

    @staticmethod
    def methods(live: Mapping[str, Any]) -> Collection[str]:
        """The subsections of which the author's methods say that they are sent."""
        found: Collection[str] = live.get(_METHODS, ())
        return found

    def encode(
        self, live: dict[str, Any], version: int | None = None, sent: list[str] | None = None
    ) -> bytes:
        """The bytes of `save`."""
        return bytes(self.save(live, version, sent).data)

    def may_be(self, key: str, value: int) -> bool:
        """Whether a property has this value in its range."""
        highest = self.sections.device.by_name[key].maximum
        return highest is None or value <= highest

    @cached_property
    def _everything(self) -> dict[str, Any]:
        live = self.fresh()
        assign_distinct(live, self.layout)
        live |= {key: self.limits[(key,)] for key in self.settings if (key,) in self.limits}
        for key in self.pointers:
            self.count(live, (key,))
        for keys, item in self.conditional():
            self.send(live, keys, item)
        for owner in self.owners:
            for gated in owner.body.fields:
                if gated.needed is not None:
                    self.let(live, owner.keys, gated.needed)
        return live

    def everything(self) -> dict[str, Any]:
        """A state in which all differs from all, and every subsection is sent."""
        return copied(self._everything)

    def conditional(self) -> Iterator[tuple[tuple[str, ...], WireSubsection]]:
        """Every subsection with the place of its struct."""
        for owner in self.owners:
            yield from ((owner.keys, item) for item in owner.body.all_subsections)

    def send(self, live: dict[str, Any], keys: tuple[str, ...], item: WireSubsection) -> None:
        """Change what decides, so that a subsection is sent, where that can be done."""
        for struct, before in zip(at(live, keys), at(self.sections.reset, keys), strict=True):
            if item.condition == "flag":
                struct[item.flag] = type(struct[item.flag])(1)
            elif item.condition == "method":
                live[_METHODS] = {*live.get(_METHODS, ()), item.body.name}
            elif item.expression is not None:
                self._hold(struct, keys, item.expression, before)

    def let(self, live: dict[str, Any], keys: tuple[str, ...], wanted: Condition) -> None:
        """Change what decides, so that a condition holds, where that can be done."""
        for struct, before in zip(at(live, keys), at(self.sections.reset, keys), strict=True):
            self._hold(struct, keys, wanted, before)

    def _hold(
        self,
        struct: dict[str, Any],
        keys: tuple[str, ...],
        wanted: Condition,
        before: Mapping[str, Any],
    ) -> None:
        body = self.bodies[keys]
        variables = Variables(body, {} if keys else self.settings)
        found = search(wanted, struct, variables, true=True, others=body.rules, before=before)
        struct.update(found or {})

    def on(self, *within: tuple[tuple[str, ...], WireSubsection]) -> dict[str, Any]:
        """A state at reset, but for what has these subsections sent."""
        live = self.fresh()
        for keys, item in within:
            self.send(live, keys, item)
        return live

    def around(self, leaf: Leaf) -> dict[str, Any]:
        """A state at reset, but for what has all elements of a leaf travel."""
        live = self.on(*leaf.within)
        for keys, wanted in leaf.gates:
            self.let(live, keys, wanted)
        self.travel(live, leaf)
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
            value = shaped(field, [value] * (field.count + sum(field.unsent)))
        self.travel(live, leaf)
        assign(live, leaf.keys, value)

    def travel(self, live: dict[str, Any], leaf: Leaf) -> None:
        """Let all elements of a leaf travel, and all structs on the way to it."""
        for index in range(len(leaf.keys)):
            self.count(live, leaf.keys[: index + 1])

    def count(self, live: dict[str, Any], keys: tuple[str, ...]) -> None:
        """Let all elements of a field travel, where they are counted, or may be null pointers."""
        if len(keys) == 1 and (present := self.pointers.get(keys[0])):
            live[present] = [True] * len(live[present])
        counter = self.counters.get(keys)
        if counter is not None:
            assign(live, counter, self.limits[counter])

    # -- changing a section ------------------------------------------------------------------------

    def patched(
        self, live: dict[str, Any], path: str, wrong: list[int], version: int | None = None
    ) -> Iterator[Vector]:
        """A field with other numbers, as far as they fit: of an array, the last element."""
        saver = self.save(live, version)
        data, span = bytes(saver.data), first_spans(saver).get(path)
        for number, start, new in fitting(span, wrong):
            patched = data[:start] + new + data[start + len(new) :]
            yield self.vector(f"{path} = {number}", patched, live, version)


def _watched(body: Body) -> Iterator[tuple[str, ...]]:
    """The fields of a description that decide about others: counts, and what conditions name."""
    parts = body.all_subsections
    for item in body.all_fields:
        if item.counted:
            yield (item.counted,)
    for ring in body.all_rings:
        if ring.modulo:
            yield (ring.modulo,)
    gates = (field.needed for field in body.fields)
    for looks in (body.needed, *gates, *body.rules, *(part.expression for part in parts)):
        for _, source in looks.sources if looks is not None else ():
            yield (source.key, *(step for step in source.inside if isinstance(step, str)))
    for part in parts:
        if part.flag:
            yield (part.flag,)
        if part.condition in ("changed", "muldiv"):
            yield from ((item.key,) for item in part.body.fields)


def fitting(span: Span | None, wrong: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """Those numbers that fit into the last element of a field: where it begins, and its bytes."""
    if span is None or not isinstance(span.element, Number):
        return
    info = span.element.scalar
    for number in wrong:
        if info.minimum <= number <= info.maximum:
            yield number, span.end - span.width, number.to_bytes(
                span.width, "big", signed=info.signed
            )


def first_spans(saver: Saver) -> dict[str, Span]:
    """Where fields and headers lie, by path without indices: the first of each."""
    found: dict[str, Span] = {}
    for span in saver.spans:
        found.setdefault(bare(span.path), span)
    return found


def copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that may be changed."""
    return {key: _copied(item) for key, item in values.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copied(value)
    numbers = isinstance(value, list) and not (value and isinstance(value[0], dict | list))
    return value if numbers or not isinstance(value, list) else [_copied(item) for item in value]
