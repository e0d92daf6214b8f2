"""Decisions as values: what `vmgen plan` prints and what templates are chosen by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vmgen.model.nodes import Device, Field, Struct
from vmgen.plan.dialects import Dialect

StructStrategy = Literal["snapshot", "conversion"]

FieldStrategy = Literal[
    "copy",  # the mirror has the same type, and it is Copy
    "clone",  # the same type, cloned
    "integer",  # another width or sign on the wire
    "flag",  # bool as an integer
    "enum",  # an integer that only some values are right for
    "nested",  # a struct with a ToMigrationState of its own
    "omit",  # does not travel
    "padding",  # travels without a field
    "wrapper",  # a field of the device behind Migratable
    "cell",  # a field of the device whose cell travels as its content
    "part",  # an object of QEMU's that travels by itself
]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field travels. `runtime` and `wire` are Rust types; `wire` is empty for nothing."""

    field: Field
    strategy: FieldStrategy
    runtime: str
    wire: str
    reason: str

    @property
    def travels(self) -> bool:
        """Whether the field has bytes in the stream."""
        return self.strategy != "omit"


@dataclass(frozen=True, slots=True)
class StructPlan:
    """How one register struct travels.

    `whole` means that nothing in it, however deep, is left out or converted: then a clone of it is
    its snapshot. A struct inside another needs an implementation of `ToMigrationState` only where
    it is not whole.
    """

    struct: Struct
    strategy: StructStrategy
    mirror: str
    whole: bool
    fields: tuple[FieldPlan, ...]
    reason: str
    implements: bool
    """Whether `ToMigrationState` is emitted: behind `Migratable`, or nested and not whole."""


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """All decisions for one device in one dialect."""

    device: Device
    dialect: Dialect
    structs: tuple[StructPlan, ...]
    """In the order of the model: each after those inside it."""
    fields: tuple[FieldPlan, ...]
    """Fields of the device and of its subsections."""

    def struct(self, name: str) -> StructPlan:
        """The plan of the struct of this name."""
        return next(plan for plan in self.structs if plan.struct.name == name)

    def field(self, name: str) -> FieldPlan:
        """The plan of the device's field of this name."""
        return next(plan for plan in self.fields if plan.field.name == name)
