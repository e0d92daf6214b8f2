# SPDX-License-Identifier: GPL-2.0-or-later
"""Bitfield registers as values: integers that know the names of their bits."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class BitsValue(int):
    """A register of bit fields: an int of its width whose fields are attributes.

    `Control(0x300, enabled=True)`, `control.loopback`, `control.replace(loopback=True)`.
    Subclasses are made by `bits_class`.
    """

    wire_width: ClassVar[int]
    wire_layout: ClassVar[dict[str, tuple[int, int, type]]]
    """By name: lowest bit, number of bits, and bool, int or an IntEnum."""

    def __new__(cls, value: int = 0, /, **fields: int) -> Self:
        """The register with this number, then with these fields changed."""
        number = int(value)
        if not 0 <= number < 1 << cls.wire_width:
            raise ValueError(f"{number:#x} is not in the {cls.wire_width} bits of {cls.__name__}")
        for name, item in fields.items():
            if name not in cls.wire_layout:
                raise ValueError(f"{cls.__name__} has no field `{name}`")
            at, width, kind = cls.wire_layout[name]
            part = int(kind(item))
            if not 0 <= part < 1 << width:
                raise ValueError(f"{item} does not fit the {width} bits of `{name}`")
            number = number & ~(((1 << width) - 1) << at) | part << at
        return super().__new__(cls, number)

    def replace(self, **fields: int) -> Self:
        """The same register with these fields changed."""
        return type(self)(int(self), **fields)

    def fields(self) -> dict[str, Any]:
        """All fields by name, reserved ones too."""
        return {name: part_of(self, name) for name in self.wire_layout}

    def __repr__(self) -> str:
        """`Control(0x301, enabled=True)`: fields that are not zero, for reading."""
        shown = [
            f"{name}={part_of(self, name)!r}" for name in self.wire_layout if part_of(self, name)
        ]
        return f"{type(self).__name__}({', '.join([f'{int(self):#x}', *shown])})"

    @classmethod
    def _validate(cls, value: Any) -> Self:
        if isinstance(value, Mapping):
            return cls(0, **value)
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(value)
        raise ValueError(f"{cls.__name__} takes an integer or its fields by name")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """An int in dumps; checked and given its names on the way in."""
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(int),
        )


def part_of(value: BitsValue, name: str) -> Any:
    """One field of a register, whatever it is called."""
    at, width, kind = type(value).wire_layout[name]
    return kind(int(value) >> at & (1 << width) - 1)


def _reader(name: str) -> property:
    return property(lambda self: part_of(self, name))


def bits_class(
    name: str, width: int, fields: list[tuple[str, int, type[bool] | type[int] | type[IntEnum]]]
) -> type[BitsValue]:
    """A class for one register: name, width, and per field name, width and type, low bits first."""
    layout: dict[str, tuple[int, int, type]] = {}
    at = 0
    for field, bits, kind in fields:
        layout[field] = (at, bits, kind)
        at += bits
    readers = {field: _reader(field) for field in layout}
    own = {"wire_width": width, "wire_layout": layout}
    return type(name, (BitsValue,), {**own, **readers})
