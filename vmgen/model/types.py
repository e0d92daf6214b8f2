# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of fields in the model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vmgen.layout import SCALARS, ScalarInfo


class _Type(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scalar(_Type):
    """bool or an integer."""

    kind: Literal["scalar"] = "scalar"
    name: str

    @property
    def info(self) -> ScalarInfo:
        """Width and range."""
        return SCALARS[self.name]


class Named(_Type):
    """A struct, enum or bitfield of the same device, by its Rust name."""

    kind: Literal["named"] = "named"
    name: str


class ArrayOf(_Type):
    """A fixed array."""

    kind: Literal["array"] = "array"
    item: Type
    length: int
    named: str = ""
    """The constant of the spec that the length is."""
    buffer: bool = False
    """Bytes that C sends as one element: the same on the wire, another line in a dump."""

    @property
    def extent(self) -> str:
        """The length in Rust."""
        return self.named or str(self.length)


class Padding(_Type):
    """`size` bytes on the wire that mean nothing."""

    kind: Literal["padding"] = "padding"
    size: int


class BitsOf(_Type):
    """A number of `width` bits inside a bitfield register."""

    kind: Literal["bits"] = "bits"
    width: int


class Cell(_Type):
    """What is around registers: a lock, a cell, or the place of the parent."""

    kind: Literal["cell"] = "cell"
    name: Literal["Mutex", "BqlRefCell", "BqlCell", "Arc", "ParentField"]
    item: Type


class Migratable(_Type):
    """`Migratable<cell>`."""

    kind: Literal["migratable"] = "migratable"
    item: Type


class NonZero(_Type):
    """An integer that is never 0."""

    kind: Literal["nonzero"] = "nonzero"
    item: Scalar


class Atomic(_Type):
    """A number that several threads change."""

    kind: Literal["atomic"] = "atomic"
    item: Scalar


class Optional(_Type):
    """A number that may be absent."""

    kind: Literal["option"] = "option"
    item: Type


class Duration(_Type):
    """A length of time."""

    kind: Literal["duration"] = "duration"


class Fifo(_Type):
    """A queue of at most `length` items."""

    kind: Literal["fifo"] = "fifo"
    item: Scalar
    length: int
    named: str = ""
    """The constant of the spec that the length is."""

    @property
    def extent(self) -> str:
        """The length in Rust."""
        return self.named or str(self.length)


class WireOnly(_Type):
    """A number, or an array of them, that has no field at run time."""

    kind: Literal["wire"] = "wire"
    item: Type


class Custom(_Type):
    """A Rust type of the author's; `wire` is a mirror that the author converts to and from."""

    kind: Literal["custom"] = "custom"
    name: str
    wire: str | None = None


class Property(_Type):
    """A QOM property of the device."""

    kind: Literal["property"] = "property"
    item: Scalar


class Part(_Type):
    """A part of the device that is an object of QEMU's own."""

    kind: Literal["part"] = "part"
    name: Literal["Clock", "Timer", "InterruptSource", "MemoryRegion"]
    size: int = 0
    """Of a memory region: bytes."""
    order: Literal["", "little", "big"] = ""
    """Of a memory region: the byte order of what the guest reads; empty where it is not said."""


class Unknown(_Type):
    """A type that could not be read; the reason has been noted, and no build gets past it."""

    kind: Literal["unknown"] = "unknown"


Type = Annotated[
    Scalar
    | Named
    | ArrayOf
    | Padding
    | BitsOf
    | NonZero
    | Atomic
    | Optional
    | Duration
    | Fifo
    | WireOnly
    | Custom
    | Cell
    | Migratable
    | Property
    | Part
    | Unknown,
    Field(discriminator="kind"),
]

for _model in (ArrayOf, Cell, Migratable, Optional, WireOnly):
    _model.model_rebuild()
