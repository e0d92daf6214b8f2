# SPDX-License-Identifier: GPL-2.0-or-later
"""States of a device: pydantic classes, made from its model when somebody asks for one."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    create_model,
)

from vmgen.codec.bitfield import BitsValue, bits_class
from vmgen.layout import SCALARS
from vmgen.model.nodes import Bits, Device, Enum, ResetElement, Struct
from vmgen.model.nodes import Field as FieldNode
from vmgen.model.types import (
    ArrayOf,
    Atomic,
    BitsOf,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Part,
    Property,
    Scalar,
    Type,
    WireOnly,
)
from vmgen.model.values import bounds, flat_length, is_nonzero

_S = TypeVar("_S", bound="State")


class State(BaseModel):
    """A struct of registers at run time. Every assignment is checked."""

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        revalidate_instances="always",
        protected_namespaces=(),
    )


class DeviceState(State):
    """The state of a whole device."""

    _subsections: tuple[str, ...] = ()

    @property
    def wire_subsections(self) -> tuple[str, ...]:
        """Subsections of the device that were in the section which this was decoded from."""
        return self._subsections

    def __eq__(self, other: object) -> bool:
        """Equal fields; where a state came from does not count."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


def _number(low: int, high: int) -> Any:
    return Annotated[int, Field(strict=True, ge=low, le=high)]


class ClockState(State):
    """A clock: its period in units of 2^-32 ns, and what its output is scaled by."""

    period: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u64"].maximum)] = 0
    multiplier: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u32"].maximum)] = 1
    divider: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u32"].maximum)] = 1


TimerState = _number(0, SCALARS["i64"].maximum) | None
"""When a timer expires, in ns; None while it is not pending."""


def state_class(device: Device) -> type[DeviceState]:
    """The class of the device's states. Each call makes a new one: keep it."""
    return _Factory(device).device()


class _Factory:
    def __init__(self, device: Device) -> None:
        self._device = device
        self._classes: dict[str, Any] = {}

    def device(self) -> type[DeviceState]:
        device = self._device
        return self._model(device.name, device.doc, device.all_fields, DeviceState)

    def _model(self, name: str, doc: str, fields: Iterable[FieldNode], base: type[_S]) -> type[_S]:
        made: dict[str, Any] = {}
        for field in fields:
            annotation = None if _is_part_of_fifo(field) else self._type(field, field.type)
            if annotation is not None:
                reset = _Resets(field, self._named).value()
                made[field.name] = (annotation, Field(default_factory=_copy(reset)))
        with warnings.catch_warnings():
            # A register may be called `copy` or `json`; it hides what pydantic calls so.
            warnings.simplefilter("ignore", UserWarning)
            return create_model(name, __base__=base, __doc__=doc or None, **made)

    def _named(self, name: str) -> Any:
        """The class of a struct, enum or bitfield; each is made once."""
        if name not in self._classes:
            self._classes[name] = self._made(self._device.find(name))
        return self._classes[name]

    def _made(self, node: Struct | Enum | Bits) -> Any:
        match node:
            case Struct():
                fields = node.all_fields
                if node.foreign:
                    fields = tuple(map(_unchecked, fields))
                return self._model(node.name, node.doc, fields, State)
            case Bits():
                parts = [(item.name, item.width, self._part(item.type)) for item in node.fields]
                return bits_class(node.name, SCALARS[node.repr].bits, parts)
            case Enum():
                variants = {item.name: item.value for item in node.variants}
                return IntEnum(node.name, variants)

    def _part(self, type_: Type) -> Any:
        """The type of one field of a bitfield."""
        match type_:
            case Named(name=name):
                return self._named(name)
            case BitsOf():
                return int
        return bool

    # -- fields ------------------------------------------------------------------------------------

    def _type(self, field: FieldNode, type_: Type) -> Any:
        """The annotation of a field; None where it holds no state."""
        match type_:
            case Migratable(item=item) | Cell(item=item) | Property(item=item):
                return self._type(field, item)
            case ArrayOf(item=item, length=length):
                element = self._type(field, item)
                return None if element is None else _list(element, length, length)
            case Fifo(item=item, length=length):
                return _list(_scalar(*_whole(item.name)), 0, length)
            case WireOnly(item=item) | Optional(item=item):
                inner = self._type(field, item)
                return inner | None if isinstance(type_, Optional) else inner
            case Scalar() | NonZero() | Atomic():
                scalar = type_ if isinstance(type_, Scalar) else type_.item
                return _checked(field, scalar)
            case Duration() | Custom(wire=None):
                if isinstance(type_, Custom) and field.wire is None:
                    return None
                return _scalar(*_whole(field.wire or "u64"))
            case Custom(wire=str(name)):
                return self._named(name)
            case Part(name="Clock"):
                return ClockState
            case Part(name="Timer"):
                return TimerState
            case Named(name=name):
                cls = self._named(name)
                if issubclass(cls, IntEnum):
                    return Annotated[cls, BeforeValidator(_by_name(cls))]
                return cls
        return None


class _Resets:
    """The reset value of a field."""

    def __init__(self, field: FieldNode, named: Callable[[str], Any]) -> None:
        self._field = field
        self._named = named

    def value(self) -> Any:
        """Of the whole field; the reset values of arrays are given flat."""
        default, type_ = self._field.default, self._field.type
        if isinstance(type_, WireOnly):
            type_ = type_.item
        if not isinstance(type_, ArrayOf):
            return self._element(type_, None if isinstance(default, tuple) else default)
        count = flat_length(type_)
        values = list(default) if isinstance(default, tuple) else [default] * count
        item = type_.item.item if isinstance(type_.item, ArrayOf) else type_.item
        flat = [self._element(item, value) for value in values]
        if isinstance(type_.item, ArrayOf):
            columns = type_.item.length
            return [flat[at : at + columns] for at in range(0, count, columns)]
        return flat

    def _element(self, type_: Type, value: ResetElement | None) -> Any:
        match type_:
            case Migratable(item=item) | Cell(item=item) | Property(item=item):
                return self._element(item, value)
            case Scalar(name="bool"):
                return bool(value)
            case Optional(item=item):
                return None if value is None else self._element(item, value)
            case NonZero():
                return int(value or 1)
            case Atomic(item=item):
                return self._element(item, value)
            case Scalar() | Duration() | Custom(wire=None):
                return int(value or 0)
            case Fifo():
                return []
            case Part(name="Clock"):
                return ClockState()
            case Custom(wire=str(name)) | Named(name=name):
                return self._of_class(self._named(name), value)
        return None

    def _of_class(self, cls: Any, value: ResetElement | None) -> Any:
        if issubclass(cls, State):
            return cls()
        if issubclass(cls, BitsValue):
            return cls(int(value or 0))
        return next(iter(cls)) if value is None else cls[str(value).partition(".")[2]]


# -- numbers ---------------------------------------------------------------------------------------


def _whole(scalar: str) -> tuple[str, int, int]:
    """A scalar with all of its range."""
    return scalar, SCALARS[scalar].minimum, SCALARS[scalar].maximum


def _scalar(name: str, low: int, high: int) -> Any:
    return StrictBool if name == "bool" else _number(low, high)


def _checked(field: FieldNode, scalar: Scalar) -> Any:
    """A number in the field's range; bits that a restore sets may lie outside."""
    if isinstance(field.type, WireOnly) or field.mask is not None or field.force:
        return _scalar(*_whole(scalar.name))
    low, high = bounds(field, scalar)
    number = _scalar(scalar.name, low, high)
    if is_nonzero(field.type) and low < 0:
        return Annotated[number, AfterValidator(_not_zero)]
    return number


def _not_zero(value: int) -> int:
    if value == 0:
        raise ValueError("0 is no value of a NonZero")
    return value


def _list(element: Any, low: int, high: int) -> Any:
    return Annotated[list[element], Field(min_length=low, max_length=high)]


def _is_part_of_fifo(field: FieldNode) -> bool:
    return field.part is not None and field.part.kind != "computed"


def _unchecked(field: FieldNode) -> FieldNode:
    """A field of a mirror, whose range only the author's code looks at."""
    return field.model_copy(update={"minimum": None, "maximum": None})


def _copy(value: Any) -> Callable[[], Any]:
    return lambda: copy.deepcopy(value)


def _by_name(cls: type[IntEnum]) -> Callable[[Any], Any]:
    """Lets a variant be given by its name."""

    def convert(value: Any) -> Any:
        return cls[value] if isinstance(value, str) and value in cls.__members__ else value

    return convert
