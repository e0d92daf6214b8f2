# SPDX-License-Identifier: GPL-2.0-or-later
"""From the model of a device to its layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vmgen.expression import Name, parse
from vmgen.layout import (
    CLOCK_BODY,
    MIGRATABLE,
    SCALARS,
    BitField,
    Body,
    Companion,
    Element,
    Nested,
    Number,
    Padding,
    Ring,
    Role,
    Timer,
    WireField,
    WireSubsection,
    whole,
)
from vmgen.layout.outgoing import TIMER_OFF, outgoing
from vmgen.model import memory
from vmgen.model.conditions import condition
from vmgen.model.nodes import Bits, Device, Enum, Field, ResetElement, Struct, Subsection, travels
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Part,
    Scalar,
    Type,
    WireOnly,
)
from vmgen.model.types import Padding as PaddingType
from vmgen.model.values import bounds, flat_length, is_nonzero, scalar_of


def layout_of(device: Device, *, wrapper_name: str = MIGRATABLE) -> Body:
    """The layout of a device that passed all checks of the model.

    `wrapper_name` is the name of `Migratable`'s own description, `{field}` in it the field that is
    behind it. It writes nothing, but a subsection that begins with it is refused, where another
    would be left in the stream.
    """
    return _Derivation(device, wrapper_name).device()


class _Derivation:
    def __init__(self, device: Device, wrapper_name: str) -> None:
        self._device = device
        self._wrapper_name = wrapper_name
        self._structs: dict[str, Body] = {}

    def device(self) -> Body:
        return self._body(self._device, "registers")

    def _struct(self, struct: Struct) -> Body:
        if struct.name not in self._structs:
            self._structs[struct.name] = self._body(struct, "struct")
        return self._structs[struct.name]

    def _body(self, owner: Device | Struct, role: Role) -> Body:
        head = owner.description
        rules = owner.rules if isinstance(owner, Struct) and not owner.foreign else ()
        return Body(
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            fields=self._fields(owner, owner.fields, role),
            subsections=self._subsections(owner, "", role),
            rings=tuple(_rings(owner)),
            absent=tuple(self._absent(owner)),
            rules=tuple(condition(self._device, owner, rule.text, restored=True) for rule in rules),
        )

    def _absent(self, owner: Device | Struct) -> Iterator[tuple[str, int]]:
        for field in owner.all_fields:
            if isinstance(field.absent, str):
                yield field.name, self._variant(field, field.absent)
            elif isinstance(field.absent, int):
                yield field.name, field.absent

    def _variant(self, field: Field, value: str = "") -> int:
        """The number of an enum's variant; of the first without a name."""
        assert isinstance(field.type, Named)
        node = self._device.find(field.type.name)
        assert isinstance(node, Enum)
        name = value.partition(".")[2] or node.variants[0].name
        return next(item.value for item in node.variants if item.name == name)

    def _reset(self, field: Field) -> int | None:
        """What a number is without its subsection; None for a timer, which is not pending."""
        if isinstance(field.type, Part):
            return None
        if isinstance(field.type, Named):
            return self._variant(field, str(field.left_out or ""))
        default = field.left_out if isinstance(field.left_out, int) else None
        return default if isinstance(field.type, Optional) else default or 0

    def _subsections(
        self, owner: Device | Struct, within: str, role: Role
    ) -> tuple[WireSubsection, ...]:
        parts = [part for part in owner.subsections if part.within == within]
        return tuple(self._subsection(owner, part, role) for part in parts)

    def _subsection(self, owner: Device | Struct, part: Subsection, role: Role) -> WireSubsection:
        head, needed = part.description, part.needed
        fields = self._fields(owner, part.fields, role)
        inside = self._subsections(owner, head.name, role)
        body = Body(head.name, head.version_id, head.minimum_version_id, fields, inside)
        if needed is None:
            return WireSubsection(body)
        if needed.kind == "method":
            return WireSubsection(body, "method")
        if needed.kind == "changed":
            reset = {field.name: self._reset(field) for field in part.fields}
            numbers = tuple(tuple(outgoing(field, reset)) for field in fields)
            return WireSubsection(body, "changed", resets=numbers)
        parsed = parse(needed.text)
        if isinstance(parsed, Name) and "." not in parsed.name:
            return WireSubsection(body, "flag", parsed.name)
        expression = condition(self._device, owner, needed.text, restored=False)
        return WireSubsection(body, "expression", expression=expression)

    # -- fields ------------------------------------------------------------------------------------

    def _fields(
        self, owner: Device | Struct, fields: Iterable[Field], role: Role
    ) -> tuple[WireField, ...]:
        found = (made for field in fields for made in self._field(owner, field, role))
        return tuple(found)

    def _field(self, owner: Device | Struct, field: Field, role: Role) -> Iterator[WireField]:
        type_ = field.type
        if not travels(field) or isinstance(type_, Fifo):
            return
        if isinstance(type_, PaddingType):
            yield WireField("", "unused", Padding(type_.size, field.name), None, field.since)
            return
        if isinstance(type_, WireOnly):
            yield _wire_only(owner, field, type_)
            return
        if field.flag is not None:
            companion = Companion("flag", (field.name,))
            there = (int(field.default is not None),)
            name = field.flag
            yield WireField(name, name, whole("bool"), companion=companion, reset=there)
        item: Type = type_
        while isinstance(item, ArrayOf):
            item = item.item
        raw = isinstance(owner, Struct) and owner.foreign
        made = WireField(
            field.name,
            field.wire_name,
            self._element(field, item, role, raw=raw, registers=isinstance(owner, Struct)),
            flat_length(type_) if isinstance(type_, ArrayOf) else None,
            field.since,
            counted=field.count or "",
            fits=_fits(owner, field),
            columns=_columns(type_),
            flag=field.flag or "",
            buffer=isinstance(type_, ArrayOf) and type_.buffer,
        )
        yield replace(made, reset=_reset(field, made))

    def _element(
        self, field: Field, item: Type, role: Role, *, raw: bool = False, registers: bool = False
    ) -> Element:
        match item:
            case Migratable(item=inner):
                while isinstance(inner, Cell):
                    inner = inner.item
                return self._migratable(field, self._element(field, inner, "registers"))
            case Cell(item=inner):
                return self._element(field, inner, role)
            case Scalar() | NonZero() | Atomic() | Optional():
                scalar = scalar_of(item)
                assert scalar is not None
                return _scalar(field, scalar, raw=raw)
            case Duration():
                return replace(whole(field.wire or "u64"), unit=field.unit or "")
            case Custom(wire=str(name)):
                return self._named(field, name, role)
            case Custom():
                return whole(field.wire or "u64")
            case Part(name="Clock"):
                return Nested("clock", CLOCK_BODY, memory.POINTER)
            case Part(name="Timer"):
                return Timer(memory.TIMER, restored=registers)
            case Named(name=name):
                return self._named(field, name, role)
        raise ValueError(f"`{field.name}` of `{self._device.name}` has no wire form")

    def _migratable(self, field: Field, element: Element) -> Nested:
        """The wrapper's description: version 1, one field, whatever it holds."""
        assert isinstance(element, Nested)
        mirror = WireField("", "migration_state", element)
        name = self._wrapper_name.replace("{field}", field.name)
        body = Body(name, 1, 1, (mirror,))
        return Nested("migratable", body, element.memory)

    def _named(self, field: Field, name: str, role: Role) -> Element:
        node = self._device.find(name)
        match node:
            case Struct():
                size = memory.struct_memory(self._device, node).size
                role = "parent" if node.path else role
                return Nested(role, self._struct(node), size)
            case Bits(repr=repr_):
                return replace(whole(repr_), type_name=name, bits=self._bits(node))
            case Enum():
                variants = _variants(node)
                repr_ = node.repr or "u8"
                values = [value for _, value in variants]
                low, high = min(values), max(values)
                return Number(field.wire or repr_, repr_, low, high, name, variants)

    def _bits(self, node: Bits) -> tuple[BitField, ...]:
        found = []
        for item in node.fields:
            inner = self._device.find(item.type.name) if isinstance(item.type, Named) else None
            variants = _variants(inner) if isinstance(inner, Enum) else None
            found.append(BitField(item.name, item.width, variants))
        return tuple(found)


# -- numbers ---------------------------------------------------------------------------------------


def _scalar(field: Field, scalar: Scalar, *, raw: bool) -> Number:
    """A number; a bool that travels as a byte of its own takes any byte, 0 being false.

    `raw` is one of a mirror that only the author's code looks at.
    """
    encoding = field.wire or scalar.name
    if raw:
        return whole(encoding)
    low, high = bounds(field, scalar)
    item = field.type.item if isinstance(field.type, ArrayOf) else field.type
    # The other kinds have no bits to leave out.
    masked = isinstance(item, Scalar)
    none = field.none
    if isinstance(item, Optional) and none is None and field.flag is None:
        none = 0
    return Number(
        encoding,
        scalar.name,
        low,
        high,
        zero=not is_nonzero(field.type),
        none=none,
        mask=field.mask if masked and field.mask is not None else -1,
        force=field.force if masked else 0,
    )


def _variants(node: Enum) -> tuple[tuple[str, int], ...]:
    return tuple((variant.name, variant.value) for variant in node.variants)


# -- after a reset ---------------------------------------------------------------------------------


def _reset(field: Field, made: WireField) -> tuple[int, ...] | None:
    """The numbers on the wire after a reset, of a counted array as if all elements travelled."""
    count = 1 if made.count is None else made.count
    if isinstance(made.element, Timer):
        return (TIMER_OFF,) * count
    if not isinstance(made.element, Number):
        return None
    given = field.default if isinstance(field.default, tuple) else (field.default,) * count
    return tuple(_number_at_reset(made.element, field, value) for value in given)


def _number_at_reset(element: Number, field: Field, value: ResetElement | None) -> int:
    if isinstance(value, str):
        name = value.partition(".")[2]
        return next(number for variant, number in element.variants or () if variant == name)
    if value is not None:
        return int(value) & element.mask
    if element.none is not None:
        return element.none
    if element.variants:
        return element.variants[0][1]
    return int(is_nonzero(field.type) and not field.flag)


# -- shapes ----------------------------------------------------------------------------------------


def _columns(type_: Type) -> int | None:
    inner = type_.item if isinstance(type_, ArrayOf) else None
    return inner.length if isinstance(inner, ArrayOf) else None


def _fits(owner: Device | Struct, field: Field) -> int | None:
    """How many elements there are, where the count's type on the wire can say more."""
    if field.count is None:
        return None
    assert isinstance(field.type, ArrayOf)
    count = next(item for item in owner.all_fields if item.name == field.count)
    scalar = scalar_of(count.type)
    assert scalar is not None
    number = scalar.name if isinstance(owner, Device) else count.wire or scalar.name
    return field.type.length if SCALARS[number].maximum > field.type.length else None


# -- FIFOs -----------------------------------------------------------------------------------------


def _wire_only(owner: Device | Struct, field: Field, type_: WireOnly) -> WireField:
    """A number that is only on the wire; a computed one is kept in the state as it arrives."""
    item = type_.item.item if isinstance(type_.item, ArrayOf) else type_.item
    assert isinstance(item, Scalar)
    companion = None
    if field.part is not None and field.part.kind != "computed":
        capacities = {
            other.name: other.type.length for other in owner.fields if isinstance(other.type, Fifo)
        }
        companion = Companion(field.part.kind, field.part.of, capacities[field.part.of[0]])
    count = type_.item.length if isinstance(type_.item, ArrayOf) else None
    name, since = field.wire_name, field.since
    made = WireField(field.name, name, whole(item.name), count, since, companion=companion)
    return replace(made, reset=_reset(field, made))


def _rings(owner: Device | Struct) -> Iterator[Ring]:
    for field in owner.fields:
        if not isinstance(field.type, Fifo) or not field.migrate:
            continue
        parts = {
            other.part.kind: other
            for other in owner.fields
            if other.part is not None and field.name in other.part.of
        }
        slots, newest = parts["slots"], "free" in parts
        assert slots.part is not None
        yield Ring(
            key=field.name,
            capacity=field.type.length,
            length=parts["length"].name,
            end=parts["free" if newest else "oldest"].name,
            newest=newest,
            slots=slots.name,
            first=slots.part.of.index(field.name),
            step=len(slots.part.of),
        )
