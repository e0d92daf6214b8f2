# SPDX-License-Identifier: GPL-2.0-or-later
"""What a section does not say, solved for: counts and flags that both sides have from the machine.

A property that counts an array, or decides about a subsection, is in no stream (compat-rules.md
section 1), nor is a cell that does not travel. How many elements an array has is what the stream's
description says at its place; without one, what the length of the section leaves for it. Flags are
such that the subsections are sent that were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from itertools import islice, product

from vmgen.codec import Codec, WireError
from vmgen.codec.leaves import counts
from vmgen.codec.measure import Measure, OverrunError, UnknownCountError
from vmgen.codec.save import Span
from vmgen.codec.state import DeviceState
from vmgen.expression import numbers
from vmgen.layout import Body, Nested, Number, WireField, bare, header
from vmgen.stream.infos import BITMAP
from vmgen.stream.value import Value
from vmgen.values import dataclass
from vmgen.vectors.settings import Setting, settings
from vmgen.verify.flags import deciding

MOST_STEPS = 20_000
"""Fields that are looked at in search of counts: some 20 ms."""

MOST_LOADS = 4
"""Counts that add up, but under which the device refuses the section."""

MOST_GATES = 256
"""Settings of the properties that decide whether fields are there."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A state, and the settings (by field) under which a section loads to it."""

    state: DeviceState
    settings: Mapping[str, Setting]


class UnsolvedError(Exception):
    """The section is refused, also under `settings`, which fit it best."""

    def __init__(self, refusal: WireError, settings: Mapping[str, Setting]) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.settings = settings


def solve(codec: Codec, data: bytes, version: int, tree: Value | None = None) -> Solution:
    """The state of a section, and what must have been set before it.

    `tree` is the section by its description. Raises `UnsolvedError`.
    """
    known = settings(codec.device, codec.layout)
    counting = [key for key in counts(codec.layout) if key in known]
    gates = {key: number for key, number in known.items() if key in _gating(codec.layout)}
    flags = {key: it for key, it in known.items() if key not in counting and key not in gates}
    refused: tuple[WireError, dict[str, Setting]] | None = None
    loaded: Solution | None = None
    for found in _found(codec, data, version, tree, counting, gates):
        try:
            state = _decoded(codec, data, version, found, rules=False)
            chosen = deciding(codec, state, state.wire_subsections, flags)
            if codec.layout.rules:
                state = _decoded(codec, data, version, {**found, **chosen})
        except WireError as error:
            refused = refused or (error, found)
            continue
        for key, value in chosen.items():
            setattr(state, key, value)
        solution = Solution(state, {**found, **chosen})
        if not found or bytes(codec.saved(state, version).data) == data:
            return solution
        loaded = loaded or solution
    if loaded is not None:
        return loaded
    assert refused is not None
    sent = [item.name for item in tree.subsections] if tree is not None else []
    refusal, found = refused
    raise UnsolvedError(refusal, {**found, **deciding(codec, codec.reset(), sent, flags)})


def _found(
    codec: Codec,
    data: bytes,
    version: int,
    tree: Value | None,
    counting: list[str],
    gates: Mapping[str, Number],
) -> Iterator[dict[str, Setting]]:
    """Settings to try: those that add up, or if none do those of a reset device."""
    low, high = codec.layout.minimum_version_id, codec.layout.version_id
    pointers = any(field.present for field in codec.layout.all_fields)
    fitting = low <= version <= high and bool(counting or gates or pointers)
    tried = (
        found
        for given in (_gates(codec, gates, tree) if fitting else ())
        for found in _Counts(codec, data, version, tree, counting, given).found()
    )
    first = next(tried, {})
    yield first
    yield from islice(tried, MOST_LOADS - 1)


def _gating(layout: Body) -> set[str]:
    """What conditions of the device's fields look at."""
    asked = (field.needed for field in layout.fields if field.needed is not None)
    return {source.key for item in asked for _, source in item.sources}


def _gates(
    codec: Codec, known: Mapping[str, Number], tree: Value | None
) -> Iterator[dict[str, Setting]]:
    """Values of the settings that fields are there by: what the description shows comes first,
    then those of a reset device."""
    shown = {} if tree is None else _shown(codec.layout, known, set(_paths(tree)))
    asked = [field.needed for field in codec.layout.fields if field.needed is not None]
    constants = {number for item in asked for number in numbers(item.expression)}
    tried = []
    for key, number in known.items():
        near = (value + step for value in sorted({0} | constants) for step in (0, 1, -1))
        ends = (shown.get(key, int(codec.reset_values[key])), number.minimum, number.maximum)
        found = dict.fromkeys([*ends, *near])
        fits = [it for it in found if number.minimum <= it <= number.maximum]
        tried.append(list(map(bool, fits)) if number.runtime == "bool" else fits)
    for values in islice(product(*tried), MOST_GATES):
        yield dict(zip(known, values, strict=True))


def _shown(layout: Body, known: Mapping[str, Number], paths: set[str]) -> dict[str, bool]:
    """Flags that alone decide whether a field is there, as the description has it or not.

    Fields that are as long may be there in turn: the length of a section does not tell which.
    """
    found: dict[str, bool] = {}
    for field in layout.fields:
        needed = field.needed
        if needed is None or len(needed.sources) != 1:
            continue
        ((_, source),) = needed.sources
        key = source.key
        if key in known and known[key].runtime == "bool" and not source.now:
            there = bare(field.name) in paths
            fits = [value for value in (False, True) if needed.holds({key: value}) is there]
            if fits and (there or key not in found):
                found[key] = fits[0]
    return found


def _paths(tree: Value, within: str = "") -> Iterator[str]:
    """What a description calls its fields, those in structs by the names of these."""
    for child in tree.children:
        path = f"{within}{bare(child.name)}"
        yield path
        yield from _paths(child, f"{path}.")


def led(codec: Codec, data: bytes, version: int, known: Mapping[str, Setting]) -> list[Span]:
    """Where a spec finds its fields in a section, as far as it gets, even if it refuses it."""
    reset = {**codec.reset_values, **known}
    measure = Measure(data, reset, wanted=True)
    with suppress(OverrunError):
        measure.end(codec.layout, version, reset)
    return measure.spans


def _decoded(
    codec: Codec, data: bytes, version: int, found: Mapping[str, Setting], *, rules: bool = True
) -> DeviceState:
    if not found:
        return codec.decode(data, version, rules=rules)
    before = codec.reset()
    for key, value in found.items():
        setattr(before, key, value)
    return codec.decode(data, version, into=before, rules=rules)


# -- counts ----------------------------------------------------------------------------------------


class _Counts:
    """Looks for counts under which the fields of a device are exactly a section's bytes."""

    def __init__(
        self,
        codec: Codec,
        data: bytes,
        version: int,
        tree: Value | None,
        counting: list[str],
        given: dict[str, Setting],
    ) -> None:
        self._codec = codec
        self._data = data
        self._version = version
        self._reset = {key: int(codec.reset_values[key]) for key in counting}
        self._given = given
        self._most = counts(codec.layout)
        self._measure = Measure(data, codec.reset_values)
        self._doubts = 0
        """The most bytes of one try that may be null pointers, or begin an element."""
        self._varies = any(_varies(codec.layout, set(counting)))
        units = {(item.counted, item.per) for item in codec.layout.all_fields if item.counted}
        self._mixed = {key for key, per in units if per > 1 and (key, 1) in units}
        """What counts bits of one field, and elements of another."""
        self._names = frozenset(_names(codec.layout))
        self._described = _described(tree) if tree is not None and tree.reason is None else None

    def found(self) -> Iterator[dict[str, Setting]]:
        """Counts that add up, the likeliest first: all bytes that may be null pointers are."""
        seen: list[dict[str, Setting]] = []
        for objects in range(MOST_GATES):
            for found in self._below(self._given, objects):
                if found not in seen:
                    seen.append(found)
                    yield found
            if objects + 1 >= 1 << min(self._doubts, 8):
                return

    def _below(self, known: dict[str, Setting], objects: int) -> Iterator[dict[str, Setting]]:
        """The first array whose count is open is given each that it may have, and so on."""
        measure = self._measure
        if measure.steps > MOST_STEPS:
            return
        try:
            end = measure.end(self._codec.layout, self._version, known, objects)
        except UnknownCountError as unknown:
            for count in self._guesses(unknown, known):
                yield from self._below({**known, unknown.key: count}, objects)
        except OverrunError:
            self._doubts = max(self._doubts, measure.doubts)
        else:
            self._doubts = max(self._doubts, measure.doubts)
            if end == len(self._data):
                yield {**self._reset, **known, **dict(self._present())}

    def _present(self) -> Iterator[tuple[str, tuple[bool, ...]]]:
        """Which pointers of arrays are not null; of those that do not travel, as at reset."""
        for key, there in self._measure.present.items():
            yield key, (*there, *self._codec.reset_values[key][len(there) :])

    def _guesses(self, unknown: UnknownCountError, known: dict[str, Setting]) -> Iterator[int]:
        """What the description says, or what the length leaves."""
        most = self._most[unknown.key]
        if self._described is not None:
            found = _elements(self._described.get(unknown.at, []), unknown.field, self._names)
            named, others = (
                [count for n in side for count in self._says(unknown, n)] for side in found
            )
            if named:
                yield from named
                return
            yield from (count for count in (*others, 0) if count <= most)
        yield min(self._reset[unknown.key], most)
        if unknown.field.per > 1 and unknown.key not in self._mixed:
            words = range(unknown.field.many(most) + 1)
            yield from (count for n in words for count in self._says(unknown, n))
            return
        exact = self._varies or unknown.key in self._mixed
        linear = None if exact else self._linear(unknown.key, most, known)
        yield from range(most + 1) if linear is None else linear

    def _says(self, unknown: UnknownCountError, number: int) -> range:
        """What counts so many elements: of the bits in as many words the most, if that will do."""
        field = unknown.field
        most = number * field.per // field.times
        if field.per > 1:
            most = min(most, self._most[unknown.key])
        found = range(most, max((number - 1) * field.per // field.times, -1), -1)
        return found if unknown.key in self._mixed else found[:1]

    def _linear(self, key: str, most: int, known: Mapping[str, Setting]) -> list[int] | None:
        """Counts with which the section has its length. None where another count is open, too.

        As long as the count is wrong, what follows is read at a wrong place; subsections are
        looked for by their names.
        """
        layout, version, ends = self._codec.layout, self._version, list[int]()
        try:
            for count in range(min(most, 1) + 1):
                ends.append(self._measure.end(layout, version, {**known, key: count}))
        except UnknownCountError:
            return None
        except OverrunError:
            return list(range(len(ends)))
        start, size = ends[0], ends[-1] - ends[0]
        if size == 0:
            return [0]
        rests = [end - start for end in self._ends()]
        return [rest // size for rest in rests if rest % size == 0 and 0 <= rest // size <= most]

    def _ends(self) -> Iterator[int]:
        """Where the fields may end: before what looks like a subsection, or with the section."""
        for item in self._codec.layout.all_subsections:
            announced = header(item.body.name, item.body.version_id)[:-4]
            at = self._data.find(announced)
            while at >= 0:
                yield at
                at = self._data.find(announced, at + 1)
        yield len(self._data)


def _varies(body: Body, counting: Collection[str]) -> Iterator[bool]:
    """Whether values in the section decide how long it is: another count, or a struct's own
    subsection."""
    for field in body.all_fields:
        yield bool(field.present) or (bool(field.counted) and field.counted not in counting)
        if isinstance(field.element, Nested):
            inner = field.element.inner
            yield bool(inner.subsections)
            yield from _varies(inner, ())


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field of the description: how many elements, of how many bytes each."""

    name: str
    count: int
    width: int


def _described(tree: Value) -> dict[int, list[_Entry]]:
    """The fields of a description by their offsets, outermost first."""
    found: dict[int, list[_Entry]] = {}
    _entries(tree, found)
    return found


def _entries(node: Value, found: dict[int, list[_Entry]]) -> None:
    at = 0
    children = node.children
    while at < len(children):
        first = children[at]
        run = at + 1
        # An array of elements that differ has an entry for each.
        while run < len(children) and children[run].name == first.name:
            run += 1
        count = sum(1 if item.count is None else item.count for item in children[at:run])
        width = first.size // (first.count or 1)
        as_bytes = isinstance(first.value, bytes) or first.type == BITMAP
        if first.count is None and run == at + 1 and as_bytes:
            count, width = first.size, 1
        found.setdefault(first.offset, []).append(_Entry(first.name, count, width))
        at = run
    for child in children:
        if child.children or child.subsections:
            _entries(child, found)
    for item in node.subsections:
        _entries(item, found)


def _names(body: Body) -> Iterator[str]:
    """The names of all fields, in structs, too."""
    for field in body.all_fields:
        yield field.name
        if isinstance(field.element, Nested):
            yield from _names(field.element.inner)


def _elements(
    entries: list[_Entry], field: WireField, known: frozenset[str]
) -> tuple[list[int], list[int]]:
    """How many elements of a field there are: by its name, and by the entries of other names.

    One that is called as another field of the spec, of the `known` names, is that one.
    """
    size, named, others = field.element.size, list[int](), list[int]()
    for entry in entries:
        count = entry.count
        if isinstance(field.element, Number) and entry.width != size:
            if entry.width != 1 or count % size:
                continue
            count //= size  # a buffer, or nothing of one
        # A spec may have the fields of a struct that C has one field for: `rx.data`.
        same = f".{field.name}".endswith(f".{entry.name}")
        if same or entry.name not in known:
            (named if same else others).append(count)
    return named, others
