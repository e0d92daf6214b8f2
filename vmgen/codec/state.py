# SPDX-License-Identifier: GPL-2.0-or-later
"""States of a device: pydantic classes, made from its model when somebody asks for one."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVar

from pydantic import Field, create_model

from vmgen.codec.bitfield import bits_class
from vmgen.layout import SCALARS
from vmgen.model.conditions import answer_key
from vmgen.model.kinds import states
from vmgen.model.kinds.reset import reset_field
from vmgen.model.kinds.states import ClockState, State, TimerState
from vmgen.model.nodes import Bits, Device, Enum, Struct
from vmgen.model.walk import Site, own

__all__ = ["ClockState", "DeviceState", "State", "TimerState", "state_class"]

_S = TypeVar("_S", bound="State")


class DeviceState(State):
    """The state of a whole device."""

    _subsections: tuple[str, ...] = ()
    _places: frozenset[str] | None = None
    """Where they were, as `vmgen.codec.save.Saver` has it."""

    @property
    def wire_subsections(self) -> tuple[str, ...]:
        """Subsections of the device that were in the section which this was decoded from."""
        return self._subsections

    def __eq__(self, other: object) -> bool:
        """Equal fields; where a state came from does not count."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


def state_class(device: Device) -> type[DeviceState]:
    """The class of the device's states. Each call makes a new one: keep it."""
    return _Factory(device).device()


class _Factory:
    def __init__(self, device: Device) -> None:
        self._device = device
        self._classes: dict[str, Any] = {}

    def device(self) -> type[DeviceState]:
        device = self._device
        return self._model(device.name, device.doc, device, DeviceState)

    def _model(self, name: str, doc: str, owner: Device | Struct, base: type[_S]) -> type[_S]:
        made: dict[str, Any] = {}
        for method in owner.answers if isinstance(owner, Device) else ():
            made[answer_key(method)] = (bool, Field(default=False))
        for site in own(self._device, owner):
            annotation = self._annotation(site)
            if annotation is not None:
                reset = self._alive(site)
                made[site.field.name] = (annotation, Field(default_factory=_copy(reset)))
        with warnings.catch_warnings():
            # A register may be called `copy` or `json`; it hides what pydantic calls so.
            warnings.simplefilter("ignore", UserWarning)
            return create_model(name, __base__=base, __doc__=doc or None, **made)

    def _annotation(self, site: Site) -> Any:
        """The annotation of a field; None where it holds no state."""
        annotation = site.field.kind.annotation(site, self._named)
        if annotation is not None:
            for length in reversed(site.field.shape.lengths):
                annotation = states.items(annotation, length, length)
        return annotation

    def _alive(self, site: Site) -> Any:
        """The value of a field after a reset."""
        plain = reset_field(self._device, site.field)
        return self._each(plain, site.field.kind.alive, len(site.field.shape.lengths))

    def _each(self, plain: Any, alive: Callable[..., Any], depth: int) -> Any:
        if depth:
            return [self._each(item, alive, depth - 1) for item in plain]
        return alive(plain, self._named)

    def _named(self, name: str) -> Any:
        """The class of a struct, enum or bitfield; each is made once."""
        if name not in self._classes:
            self._classes[name] = self._made(self._device.find(name))
        return self._classes[name]

    def _made(self, node: Struct | Enum | Bits) -> Any:
        match node:
            case Struct():
                return self._model(node.name, node.doc, node, State)
            case Bits():
                parts = [
                    (item.name, item.width, item.type.python_type(self._named))
                    for item in node.fields
                ]
                return bits_class(node.name, SCALARS[node.repr].bits, parts)
            case Enum():
                variants = {item.name: item.value for item in node.variants}
                return IntEnum(node.name, variants)


def _copy(value: Any) -> Callable[[], Any]:
    return lambda: copy.deepcopy(value)
