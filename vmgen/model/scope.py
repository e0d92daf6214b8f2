# SPDX-License-Identifier: GPL-2.0-or-later
"""What the names of a condition stand for: the one place that says what a condition can see.

A condition of registers sees their own fields, one of the device its properties and its cells. Both
see what is in registers, `regs.mode`, elements, `keys[1][2]`, lengths, `len(rx)`, parts of a
register, `cr.on`, and variants of the device's enums, `Mode.RUN`. In a rule a name is what arrives
where it travels, and `self.` before it is what the device has before that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from typing import Literal

from vmgen.expression import (
    Expression,
    ExpressionError,
    Interval,
    Name,
    Number,
    children,
    made_of,
    names,
    parse,
    reference,
)
from vmgen.layout.scalars import SCALARS
from vmgen.model.cells import beside
from vmgen.model.nodes import Device, Field, Struct, Subsection, travels
from vmgen.model.place import Shape
from vmgen.values import dataclass

Asked = Literal["rule", "needed"]
"""When a condition is asked: once something has arrived, or before it is sent."""

_SAME = "Leave out `self.`, which is for what arrives in the place of what the device has."
_INSIDE = "What has a timer or an atomic is restored last: say it as a rule of those registers."
FOUND_LATER = "is found again after the load, so nobody knows it where a rule is asked"


class UnseenError(ExpressionError):
    """A name that a condition cannot see. `text` is empty where that has been noted already."""

    def __init__(self, text: str, mend: str = "") -> None:
        super().__init__(text)
        self.text, self.mend = text, mend


@dataclass(frozen=True, slots=True)
class Step:
    """A field on the way to a number, and which of its elements."""

    field: Field
    indices: tuple[int, ...] = ()

    @property
    def index(self) -> int | None:
        """The element as if all lay in one row; None where there is one."""
        if not self.indices:
            return None
        index = 0
        for at, length in zip(self.indices, self.field.shape.lengths, strict=True):
            index = index * length + at
        return index


@dataclass(frozen=True, slots=True)
class Seen:
    """A number that a name stands for."""

    name: str
    way: tuple[Step, ...]
    """From a field of the owner to the one that has the number."""
    bounds: Interval
    """What the spec lets it be."""
    held: Interval
    """What its type holds, whatever range the spec gives."""
    bits: str = ""
    """The part of a register."""
    length: bool = False
    """How many items a queue has."""
    now: bool = False
    """What the device has before anything arrives."""

    @property
    def field(self) -> Field:
        """The field that has the number."""
        return self.way[-1].field

    @property
    def arrives(self) -> bool:
        """Whether it is a part of what travels."""
        return not self.now and all(travels(step.field) for step in self.way)


@dataclass(frozen=True, slots=True)
class Read:
    """A condition with all that it names."""

    text: str
    expression: Expression
    seen: Mapping[str, Seen] = field(default_factory=dict)

    @property
    def ranges(self) -> dict[str, Interval]:
        """What each name can be."""
        return {name: item.bounds for name, item in self.seen.items()}

    @property
    def of_properties(self) -> bool:
        """Whether it is about nothing but what the user sets."""
        return all(item.field.place.is_property for item in self.seen.values())

    @property
    def types(self) -> dict[str, Interval]:
        """The same by the types alone."""
        return {name: item.held for name, item in self.seen.items()}


class Scope:
    """What the conditions of a device or of one of its structs can see."""

    def __init__(
        self,
        device: Device,
        owner: Device | Struct,
        asked: Asked,
        before: Field | None = None,
    ) -> None:
        """With `before`, what a load can see when it comes to that field."""
        self._device = device
        self._owner = owner
        self._asked = asked
        self._before = before

    def read(self, text: str) -> Read:
        """The condition of a text; `ExpressionError` where it is none that can be asked."""
        parsed = parse(text)
        found = {name: self.find(name) for name in names(parsed)}
        seen = {name: item for name, item in found.items() if isinstance(item, Seen)}
        return Read(text, _with_constants(parsed, found), seen)

    def find(self, name: str) -> Seen | Number:
        """What a name stands for: a number of the device's, or one that never changes."""
        path = reference(name)
        first = path.steps[0]
        if first not in self._owner.by_name:
            return self._variant(name)
        if path.now and self._asked != "rule":
            raise UnseenError(f"`{name}`: nothing arrives where it is sent, so leave out `self.`")
        way, rest = self._way(name, path.steps)
        if path.length:
            return self._length(name, way, rest, path.now)
        return self._number(name, way, rest, path.now)

    def names(self) -> Iterator[str]:
        """What can be named without an index, in the order of the spec."""
        for item in self._owner.all_fields:
            late = self._before is not None and self._not_loaded(item, self._before)
            if self._sees(item) and item.shape.one and not late:
                yield from item.kind.ranges(self._device, item)

    # -- the way -----------------------------------------------------------------------------------

    def _way(self, name: str, steps: tuple[str | int, ...]) -> tuple[list[Step], list[str]]:
        """The fields that steps lead through, and what is behind the last of them."""
        owner: Device | Struct = self._owner
        way: list[Step] = []
        rest = list(steps)
        while rest:
            item = owner.by_name.get(str(rest[0]))
            if item is None:
                break
            if (why := self._why_not(item, way)) is not None:
                raise UnseenError(f"`{name}` {why}" if why else "", _mend(why))
            del rest[0]
            way.append(Step(item, tuple(self._indices(name, item.shape, rest))))
            if rest:
                _is_one(name, way[-1])
            struct = item.kind.struct(self._device)
            if struct is None or not rest:
                break
            owner = struct
        return way, [str(step) for step in rest]

    def _indices(self, name: str, shape: Shape, rest: list[str | int]) -> Iterator[int]:
        if shape.part is not None and rest and isinstance(rest[0], int):
            part = f"{shape.part.start}:{shape.part.stop}"
            raise UnseenError(f"`{name}`: of an array that travels as `{part}` no element is seen")
        for length in shape.lengths:
            if not rest or not isinstance(rest[0], int):
                return
            index = rest.pop(0)
            assert isinstance(index, int)
            if not -length <= index < length:
                raise UnseenError(f"`{name}`: there are {length} elements, and none is `{index}`")
            yield index % length

    def _why_not(self, item: Field, way: list[Step] | None = None) -> str | None:
        """Why nothing of a field is seen; empty for what has been noted, None where it is seen."""
        if item.kind.unread:
            return ""
        if item.derived and self._asked == "rule":
            return FOUND_LATER
        if self._before is not None:
            late = self._not_loaded(item, self._before, inside=bool(way))
            if late:
                return late
        seen = item.kind.at_run_time if way else self._sees(item)
        return None if seen else self._absent()

    def _not_loaded(self, item: Field, before: Field, *, inside: bool = False) -> str:
        """Why a load has not got something of a field yet, when it comes to another; `inside` is
        whether the field is one of registers in the owner."""
        if isinstance(self._owner, Device) and (inside or not travels(item)):
            return ""
        if not travels(item) or not item.kind.on_the_wire:
            return "does not travel by itself, and only what has arrived is looked at here"
        if item is before:
            return "is the field itself: a load has not read it yet"
        fields = self._owner.fields
        loaded = inside or item in fields[: fields.index(before)]
        return "" if loaded else "comes later on the wire: a load has not read it yet"

    def _sees(self, item: Field) -> bool:
        """Whether something of a field of the owner can be named."""
        if not item.kind.at_run_time or item.place.parent:
            return False
        if isinstance(self._owner, Struct):
            known = not item.derived or self._asked == "needed"
            return known and (travels(item) or not self._owner.foreign)
        return not (item.place.plain and item.migrate)

    def _absent(self) -> str:
        there = ", ".join(f"`{item}`" for item in self.names()) or "nothing"
        return f"is not there; there is {there}"

    # -- what is at its end ------------------------------------------------------------------------

    def _number(self, name: str, way: list[Step], rest: list[str], now: bool) -> Seen:
        item = way[-1].field
        plain = replace(item, minimum=None, maximum=None)
        known = item.kind.ranges(self._device, item)
        wanted = ".".join([item.name, *rest])
        if wanted not in known:
            raise UnseenError(f"`{name}` {self._absent()}")
        _is_one(name, way[-1])
        held = plain.kind.ranges(self._device, plain)[wanted]
        bounds = known[wanted]
        wire = item.kind.wire_scalar(self._device, item)
        waits = isinstance(self._owner, Struct) or beside(self._device, item)
        arrives = self._before is not None and waits
        if arrives and not rest and wire is not None and held != (0, 1):
            bounds = held = SCALARS[wire].minimum, SCALARS[wire].maximum  # nobody has checked it
        return self._made(name, way, bounds, held, ".".join(rest), now=now)

    def _length(self, name: str, way: list[Step], rest: list[str], now: bool) -> Seen | Number:
        last = way[-1]
        lengths = last.field.shape.lengths
        if not rest and len(last.indices) < len(lengths):
            return Number(lengths[len(last.indices)], called=name)
        capacity = last.field.kind.capacity
        if rest or not capacity:
            raise UnseenError(f"`{name}`: that is neither an array nor a queue")
        stays = len(way) > 1 and not _movable(self._device, way[0].field)
        if stays and self._asked == "rule" and isinstance(self._owner, Struct):
            raise UnseenError(f"`{name}` is known once `{way[0].field.name}` is restored", _INSIDE)
        return self._made(name, way, (0, capacity), (0, capacity), length=True, now=now)

    def _made(
        self,
        name: str,
        way: list[Step],
        bounds: Interval,
        held: Interval,
        bits: str = "",
        *,
        length: bool = False,
        now: bool = False,
    ) -> Seen:
        seen = Seen(name, tuple(way), bounds, held, bits, length, now)
        if now and not replace(seen, now=False).arrives:
            same = name.replace("self.", "")
            raise UnseenError(f"`{name}`: nothing of it arrives, so it is `{same}` alone", _SAME)
        if now and isinstance(self._owner, Device):
            raise UnseenError(
                f"`{name}`: the load has replaced it before the device's rules are asked",
                "Say it as a rule of the registers, which are asked before anything changes.",
            )
        return seen

    def _variant(self, name: str) -> Number:
        """A variant of an enum."""
        class_name, _, variant = name.partition(".")
        for node in self._device.enums:
            if node.name == class_name:
                for item in node.variants:
                    if item.name == variant:
                        return Number(item.value, called=name)
                known = ", ".join(f"`{class_name}.{item.name}`" for item in node.variants)
                raise UnseenError(f"`{name}` is no variant; there is {known}")
        mend = "An enum is known where a field of the device is of it." if variant else ""
        raise UnseenError(f"`{name}` {self._absent()}", mend)


def _is_one(name: str, step: Step) -> None:
    lengths = step.field.shape.lengths
    if len(step.indices) < len(lengths):
        shown = f"{step.field.name}{'[0]' * len(lengths)}"
        raise UnseenError(f"`{name}` is an array: say an element of it, as `{shown}`")


def _movable(device: Device, item: Field) -> bool:
    """Whether a field can be made beside what is there, and put in its place."""
    struct = item.kind.struct(device)
    if struct is None:
        return item.kind.movable
    return all(_movable(device, inner) for inner in struct.all_fields)


def _mend(why: str) -> str:
    return "Ask your own method, which sees all of it: `check=True`." if why == FOUND_LATER else ""


def _with_constants(part: Expression, found: Mapping[str, Seen | Number]) -> Expression:
    """With the numbers that names stand for."""
    if isinstance(part, Name):
        known = found[part.name]
        return known if isinstance(known, Number) else part
    return made_of(part, [_with_constants(item, found) for item in children(part)])


def enum_of(device: Device, seen: Seen) -> str:
    """The enum whose variants a number is compared with; empty for none."""
    kind = seen.field.kind
    if seen.bits:
        node = device.bitfield(kind.class_name)
        kind = next(item.type for item in node.fields if item.name == seen.bits)
    return kind.class_name if kind.variants(device) else ""


def by_run_time(device: Device, struct: Struct) -> tuple[Subsection, ...]:
    """The subsections whose condition sees what does not travel: a snapshot has the answer."""
    scope, found = Scope(device, struct, "needed"), []
    for part in struct.subsections:
        if part.needed is not None and part.needed.kind == "expression":
            with suppress(ExpressionError):  # which has been noted
                read = scope.read(part.needed.text)
                if not all(seen.arrives and not seen.length for seen in read.seen.values()):
                    found.append(part)
    return tuple(found)


def arriving(device: Device, owner: Device | Struct, field: Field) -> Scope:
    """What the condition of a field in the middle can see."""
    return Scope(device, owner, "needed", field)
