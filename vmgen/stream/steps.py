# SPDX-License-Identifier: GPL-2.0-or-later
"""How the layout of a section is decoded: single leaves in one call, the rest one by one."""

from __future__ import annotations

import marshal
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

from vmgen.layout import Body, Entries, LayoutError, Nested, WireField, header
from vmgen.layout.from_stream import from_stream
from vmgen.layout.members import Json, Members
from vmgen.stream.infos import code_of

MOST_MEMORY = 512 << 20
"""Bytes that the tree of one section may need; the largest in shared/data needs 10 MB."""

LONGEST_SHARED = 64 << 10
"""Bytes of what is said of a section whose steps are kept for the next that the same is said of."""
_MOST_SHARED = 256
"""In shared/data 19 of 20 sections say what one of as many before them has said."""
_WHOSE = frozenset(("name", "instance_id"))

# Bytes of memory, rounded up: a node of the tree, an item of an array, a small number in one.
_NODE, _ITEM, _SMALL_ITEM = 160, 40, 8


Row = tuple[str, str, int, int | None]
"""What a single leaf's value has beside the number: name, info, size and index."""


class Run:
    """Single leaves that follow one another, unpacked in one call."""

    __slots__ = ("_code", "_rows", "fields")

    def __init__(self) -> None:
        self.fields: list[WireField] = []
        self._rows: list[Row] = []
        self._code: Struct | None = None

    def unpack(self, data: bytes, at: int) -> zip[tuple[Row, Any]]:
        """The leaves with what each holds: a number, or bytes."""
        held = self.code.unpack_from(data, at)  # makes the rows, too
        return zip(self._rows, held, strict=True)

    @property
    def code(self) -> Struct:
        """How to unpack it; made when it is first decoded."""
        if self._code is None:
            self._rows = [_row(field) for field in self.fields]
            codes = [code_of(info, size) or f"{size}s" for _, info, size, _ in self._rows]
            self._code = Struct(">" + "".join(codes))
        return self._code

    @property
    def numbers(self) -> Struct | None:
        """The same; None where one of the leaves is raw bytes."""
        sizes = ((field.info, field.element.size) for field in self.fields)
        return self.code if all(code_of(info, size) for info, size in sizes) else None


def _row(field: WireField) -> Row:
    return field.name, field.info, field.element.size, field.index


class Step:
    """A field that is no single leaf: an array, structs, or the entries of a list."""

    __slots__ = ("code", "count", "element", "field", "inner", "memory", "size", "width")

    def __init__(self, field: WireField) -> None:
        self.field = field
        self.element = element = field.element
        self.count = field.count
        self.width = element.size
        self.size = field.size
        self.code: str | None = None
        self.inner: tuple[Steps, ...] = ()
        if isinstance(element, Nested):
            inner = Steps(element.body)
            self.inner = (inner,)
            self.memory = inner.memory
            if self.count is not None:
                # Elements of no bytes are not told apart: nothing is there to decode.
                self.memory = _NODE + (self.count * self.memory if self.width else 0)
        elif isinstance(element, Entries):
            self.inner = tuple(map(Steps, element.bodies))
            self.memory = _NODE + sum(2 * _NODE + entry.memory for entry in self.inner)
        else:
            self.code = code_of(field.info, self.width)
            item = _SMALL_ITEM if self.code in ("b", "B") else _ITEM
            self.memory = _NODE + (self.size if self.code is None else 0)
            self.memory += (self.count or 0) * item if self.width else 0


class Subsection(NamedTuple):
    """A subsection with the header that must announce it."""

    header: bytes
    steps: Steps


class Steps:
    """The fields of a description in order, then its subsections."""

    __slots__ = ("memory", "name", "size", "steps", "subsections", "version")

    def __init__(self, body: Body) -> None:
        self.name = body.name
        self.version = body.version_id
        self.steps: list[Run | Step] = []
        self.size, self.memory = 0, _NODE
        run: Run | None = None
        for field in body.fields:
            if field.count is None and not isinstance(field.element, Nested | Entries):
                if run is None:
                    run = Run()
                    self.steps.append(run)
                run.fields.append(field)
                size = field.element.size
                self.size += size
                self.memory += _NODE + size
                continue
            run, step = None, Step(field)
            self.steps.append(step)
            self.size += step.size
            self.memory += step.memory
        self.subsections: list[Subsection] = []
        for item in body.subsections:
            announced = header(item.body.name, item.body.version_id)
            inner = Steps(item.body)
            self.subsections.append(Subsection(announced, inner))
            self.size += len(announced) + inner.size
            self.memory += inner.memory

    @property
    def numbers(self) -> Struct | None:
        """How to unpack it, if it is single numbers and nothing else."""
        one = self.steps[0] if len(self.steps) == 1 and not self.subsections else None
        return one.numbers if isinstance(one, Run) else None


def section_steps(description: Json) -> Steps:
    """The steps for one device entry of a description; the same may be given for another like it.

    Raises LayoutError, naming the field, if it does not add up.
    """
    told = said(description)
    if told is None or len(told) > LONGEST_SHARED:
        return _steps(description)
    try:
        return _shared(told)
    except LayoutError:
        return _steps(description)  # which names the section


def said(description: Json) -> bytes | None:
    """What a device entry says, but not of which section; None where keys repeat, which this loses.

    Streams say the same of the same device, whatever is in it.
    """
    if isinstance(description, Members):
        return None
    try:
        members = {key: value for key, value in description.items() if key not in _WHOSE}
        return marshal.dumps(members, 2)
    except ValueError:  # a dict of another class (vmgen.layout.members)
        return None


@lru_cache(maxsize=_MOST_SHARED)
def _shared(told: bytes) -> Steps:
    return _steps(marshal.loads(told))


def _steps(description: Json) -> Steps:
    steps = Steps(from_stream(description))
    if steps.memory > MOST_MEMORY:
        name = description.get("name", steps.name)
        raise LayoutError(f"{name}: its values would need {steps.memory >> 20} MiB of memory")
    return steps
