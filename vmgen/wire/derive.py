"""From the model of a device to its wire plan."""

from __future__ import annotations

from collections.abc import Iterable

from vmgen.model.check.shapes import travels
from vmgen.model.check.values import bounds
from vmgen.model.nodes import Bits, Device, Enum, Field, Struct, Subsection
from vmgen.model.types import (
    SCALARS,
    ArrayOf,
    Cell,
    Migratable,
    Named,
    Part,
    Scalar,
    Type,
)
from vmgen.model.types import Padding as PaddingType
from vmgen.wire import memory
from vmgen.wire.plan import (
    CLOCK_BODY,
    MIGRATABLE,
    Body,
    Element,
    Nested,
    Number,
    Padding,
    Role,
    Timer,
    WireField,
    WireSubsection,
)


def wire_plan(device: Device, *, wrapper_name: str = MIGRATABLE) -> Body:
    """The wire plan of a device that passed all checks of the model.

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
        head = self._device.description
        return Body(
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            fields=self._fields(self._device.fields, "registers"),
            subsections=tuple(self._subsection(part) for part in self._device.subsections),
        )

    def _subsection(self, part: Subsection) -> WireSubsection:
        head = part.description
        fields = self._fields(part.fields, "registers")
        body = Body(head.name, head.version_id, head.minimum_version_id, fields)
        if part.needed is None:
            return WireSubsection(body)
        return WireSubsection(body, "flag", part.needed.text)

    def _struct(self, struct: Struct) -> Body:
        if struct.name not in self._structs:
            head = struct.description
            fields = self._fields(struct.fields, "struct")
            body = Body(head.name, head.version_id, head.minimum_version_id, fields)
            self._structs[struct.name] = body
        return self._structs[struct.name]

    # -- fields ------------------------------------------------------------------------------------

    def _fields(self, fields: Iterable[Field], role: Role) -> tuple[WireField, ...]:
        return tuple(self._field(field, role) for field in fields if travels(field))

    def _field(self, field: Field, role: Role) -> WireField:
        if isinstance(field.type, PaddingType):
            return WireField("", "unused", Padding(field.type.size), None, field.since)
        array = field.type if isinstance(field.type, ArrayOf) else None
        count = array.length if array else None
        element = self._element(field, array.item if array else field.type, role)
        return WireField(field.name, field.wire_name, element, count, field.since)

    def _element(self, field: Field, item: Type, role: Role) -> Element:
        match item:
            case Migratable(item=Cell(item=inner)):
                return self._migratable(field, self._element(field, inner, "registers"))
            case Cell(item=inner):
                return self._element(field, inner, role)
            case Scalar():
                return _scalar(field, item)
            case Part(name="Clock"):
                return Nested("clock", CLOCK_BODY, memory.POINTER)
            case Part(name="Timer"):
                return Timer(memory.TIMER)
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
                return Nested(role, self._struct(node), size)
            case Bits(repr=repr_):
                info = SCALARS[repr_]
                return Number(repr_, repr_, info.minimum, info.maximum, name)
            case Enum():
                variants = tuple((variant.name, variant.value) for variant in node.variants)
                repr_ = node.repr or "u8"
                values = [value for _, value in variants]
                low, high = min(values), max(values)
                return Number(field.wire or repr_, repr_, low, high, name, variants)


def _scalar(field: Field, scalar: Scalar) -> Number:
    """A number; a bool that travels as a byte of its own takes any byte, 0 being false."""
    encoding = field.wire or scalar.name
    low, high = bounds(field, scalar)
    return Number(encoding, scalar.name, low, high)
