"""States of a device: pydantic classes, made from its model when somebody asks for one."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, create_model

from vmgen.model.check.values import bounds
from vmgen.model.nodes import Bits, Device, Enum, Reset, Struct
from vmgen.model.nodes import Field as FieldNode
from vmgen.model.types import (
    SCALARS,
    ArrayOf,
    BitsOf,
    Cell,
    Migratable,
    Named,
    Part,
    Property,
    Scalar,
    Type,
)
from vmgen.wire.bitfield import BitsValue, bits_class

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
            found = self._field(field, field.type)
            if found is not None:
                made[field.name] = found
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
                return self._model(node.name, node.doc, node.fields, State)
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

    def _field(self, field: FieldNode, type_: Type) -> tuple[Any, Any] | None:
        """Annotation and default of a field; None where it holds no state."""
        match type_:
            case Migratable(item=item) | Cell(item=item) | Property(item=item):
                return self._field(field, item)
            case ArrayOf(item=item, length=length):
                element = self._element(field, item)
                if element is None:
                    return None
                annotation = Annotated[list[element], Field(min_length=length, max_length=length)]  # type: ignore[valid-type]
                return annotation, Field(default_factory=_copy(self._resets(field, item, length)))
        element = self._element(field, type_)
        if element is None:
            return None
        return element, Field(default_factory=_copy(self._resets(field, type_, 1)[0]))

    def _element(self, field: FieldNode, type_: Type) -> Any:
        match type_:
            case Scalar(name="bool"):
                return StrictBool
            case Scalar():
                return _number(*bounds(field, type_))
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

    # -- reset values ------------------------------------------------------------------------------

    def _resets(self, field: FieldNode, type_: Type, length: int) -> list[Any]:
        default: Reset | None = field.default
        values = list(default) if isinstance(default, tuple) else [default] * length
        return [self._reset(type_, value) for value in values]

    def _reset(self, type_: Type, value: bool | int | str | None) -> Any:
        """The reset value of one element."""
        match type_:
            case Scalar(name="bool"):
                return bool(value)
            case Scalar():
                return int(value or 0)
            case Part(name="Clock"):
                return ClockState()
            case Named(name=name):
                cls = self._named(name)
                if issubclass(cls, State):
                    return cls()
                if issubclass(cls, BitsValue):
                    return cls(int(value or 0))
                return next(iter(cls)) if value is None else cls[str(value).partition(".")[2]]
        return None


def _copy(value: Any) -> Callable[[], Any]:
    return lambda: copy.deepcopy(value)


def _by_name(cls: type[IntEnum]) -> Callable[[Any], Any]:
    """Lets a variant be given by its name."""

    def convert(value: Any) -> Any:
        return cls[value] if isinstance(value, str) and value in cls.__members__ else value

    return convert
