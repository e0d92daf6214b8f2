# SPDX-License-Identifier: GPL-2.0-or-later
"""A description as the engine walks it at a version: elements in order, with what decides on each.

Nested descriptions stand in their place, at the version that they really get, and each is followed
by the place where its subsections are looked for (compat-rules.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field as made_by
from dataclasses import replace

from vmgen.layout import Body, Nested, Number, Padding, Timer, WireField
from vmgen.layout.condition import Condition
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Elements of one width in a row."""

    path: str
    """Without indices; empty for padding."""
    scope: str
    """The path of the description that it belongs to, with a dot behind it."""
    field: WireField
    width: int
    count: int
    absent: int | None
    """What it is where it does not arrive, if not its reset value."""
    optional: bool = False
    """Whether it is known to be left out at times."""
    copy: tuple[int, ...] = ()
    """Which elements of arrays of structs it is in, where these are looked at one by one."""

    @property
    def size(self) -> int:
        """Bytes."""
        return self.width * self.count

    @property
    def skipped(self) -> bool:
        """Whether nothing becomes of the bytes."""
        return isinstance(self.field.element, Padding)

    @property
    def defaults(self) -> tuple[int, ...] | None:
        """The numbers that it has where it does not arrive; None where they are not known."""
        if self.absent is not None:
            return (self.absent,) * max(self.count, 1)
        return self.field.reset


@dataclass(frozen=True, slots=True)
class Block:
    """An array of structs."""

    path: str
    count: int
    items: tuple[Item, ...]
    """Of one."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """What is there only if a condition holds."""

    path: str
    scope: str
    condition: Condition
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """As many elements as a number says."""

    path: str
    scope: str
    key: str
    """What says how many, by its name in the scope."""
    times: int
    """How many elements for each."""
    per: int
    """How much of what is said one of them has."""
    most: int
    """How many there is room for."""
    items: tuple[Item, ...]
    """Of one."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An element of an array of pointers: it, or the byte of a null pointer."""

    path: str
    scope: str
    key: str
    """The flags that say which is which, by their name in the scope."""
    nulls: tuple[bool, ...]
    """Which are null where nothing but the spec says it."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where the fields of a description end, and its subsections are looked for."""

    scope: str
    body: Body


Item = Run | Block | Guarded | Counted | Slot | End


def plan(body: Body, version: int, scope: str = "") -> tuple[Item, ...]:
    """The items of a description that is read at a version, its `End` last."""
    absent = dict(body.absent)
    items = [it for field in body.at(version) for it in _field(field, version, scope, absent)]
    return (*items, End(scope, body))


def _field(field: WireField, version: int, scope: str, absent: Mapping[str, int]) -> Iterator[Item]:
    path = f"{scope}{field.key}" if field.key else ""
    items = tuple(_elements(field, version, path, scope, absent))
    if field.needed is None:
        yield from items
    else:
        yield Guarded(path, scope, field.needed, items)


def _elements(
    field: WireField,
    version: int,
    path: str,
    scope: str,
    absent: Mapping[str, int],
) -> Iterator[Item]:
    element, count = field.element, 1 if field.count is None else field.count
    if isinstance(element, Nested):
        one = _struct(element, version, f"{path}.")
    else:
        many = 1 if field.counted or field.present else count
        width = 1 if isinstance(element, Padding) else element.size
        many = many * element.size if isinstance(element, Padding) else many
        run = Run(path, scope, field, width, many, absent.get(field.key))
        one = (run,)
        if field.wrapper:
            one = (run, End(f"{path}.", Body(field.wrapper, 1, 1, ())))
    if field.present:
        one = (Slot(path, scope, field.present, field.nulls, one),)
    if field.counted:
        yield Counted(path, scope, field.counted, field.times, field.per, count, one)
    elif field.count is not None and (field.present or isinstance(element, Nested)):
        yield Block(path, count, one)
    else:
        yield from one


def _struct(element: Nested, version: int, scope: str) -> tuple[Item, ...]:
    held = element.held
    inner = plan(held.body, held.version(version), scope)
    return inner if held is element else (*inner, End(scope, element.body))


@dataclass(frozen=True, slots=True)
class Universe:
    """All that a layout has at any version, by path."""

    runs: Mapping[str, tuple[WireField, str]]
    """Numbers and timers, each with the name of the subsection that it is in; empty for none."""
    keys: frozenset[str]
    """The paths of all that travels, of structs and of queues."""
    tails: Mapping[str, tuple[str, ...]] = made_by(default_factory=dict)
    """By the last part of a path the paths that end so."""
    subsections: Mapping[str, str] = made_by(default_factory=dict)
    """By name the path of the description that it belongs to."""
    absent: Mapping[str, int] = made_by(default_factory=dict)
    """By path what a number is where it did not arrive, if not its reset value."""

    def default(self, path: str) -> int | None:
        """What a number is where it did not arrive, of arrays the first; None if not known."""
        reset = self.runs[path][0].reset
        return self.absent.get(path, reset[0] if reset else None)


def universe(body: Body) -> Universe:
    """What there is in a layout."""
    runs: dict[str, tuple[WireField, str]] = {}
    keys: set[str] = set()
    names: dict[str, str] = {}
    absent: dict[str, int] = {}
    _gather(body, "", "", runs, keys, names, absent)
    tails: dict[str, tuple[str, ...]] = {}
    for path in runs:
        tail = path.rpartition(".")[2]
        tails[tail] = (*tails.get(tail, ()), path)
    return Universe(runs, frozenset(keys), tails, names, absent)


def _reached(around: WireField, element: Nested) -> Body:
    """The description in a field, whose fields are there when that is."""
    inner = element.inner
    own = inner.fields if element.held.versioned else inner.at(inner.version_id)
    if not element.held.versioned:
        own = (replace(field, since=0, until=None) for field in own)
    untils = (around.until,) if around.until is not None else ()
    fields = [
        replace(
            field,
            since=max(field.since, around.since),
            until=min((*untils, *(() if field.until is None else (field.until,))), default=None),
        )
        for field in own
    ]
    return replace(inner, fields=tuple(fields))


def _gather(
    body: Body,
    scope: str,
    within: str,
    runs: dict[str, tuple[WireField, str]],
    keys: set[str],
    names: dict[str, str],
    absent: dict[str, int],
) -> None:
    absent.update({f"{scope}{key}": value for key, value in body.absent})
    for field in body.fields:
        if not field.key:
            continue
        path = f"{scope}{field.key}"
        keys.add(path)
        if isinstance(field.element, Nested):
            inner = _reached(field, field.element)
            _gather(inner, f"{path}.", within, runs, keys, names, absent)
        elif isinstance(field.element, Number | Timer):
            runs.setdefault(path, (field, within))
    keys.update(f"{scope}{ring.key}" for ring in body.rings)
    for item in body.subsections:
        names.setdefault(item.body.name, scope)
        _gather(item.body, scope, item.body.name, runs, keys, names, absent)
