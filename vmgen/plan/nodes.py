# SPDX-License-Identifier: GPL-2.0-or-later
"""Decisions as values: what `vmgen plan` prints and what templates are chosen by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vmgen.model.nodes import Device, Field, Struct, innermost
from vmgen.model.types import Named, Type
from vmgen.plan.dialects import Dialect

StructStrategy = Literal[
    "snapshot",  # Migrated = Self
    "conversion",  # a mirror, and emitted conversions
    "mirror",  # a mirror alone: the author converts
]

FieldStrategy = Literal[
    "copy",  # the mirror has the same type, and it is Copy
    "clone",  # the same type, cloned
    "integer",  # another width or sign on the wire
    "flag",  # bool as an integer
    "enum",  # an integer that only some values are right for
    "bits",  # a bitfield as its integer
    "mask",  # as it is, but not all of its bits
    "nonzero",  # an integer that is never 0
    "option",  # a number that may be absent
    "duration",  # a number of units
    "rows",  # an array of arrays, flattened
    "fifo",  # a queue, whose parts travel as fields of their own
    "part",  # a number on the wire that is a part of a FIFO, or the author's to compute
    "atomic",  # a number that other threads change
    "timer",  # by the traits that QEMU implements for it
    "armed",  # a timer, by the author's methods
    "custom",  # the author's type, by the author's conversions
    "derived",  # does not travel; the author finds it again
    "nested",  # a struct with a ToMigrationState of its own
    "omit",  # does not travel
    "padding",  # travels without a field
    "wrapper",  # a field of the device behind Migratable
    "cell",  # a field of the device whose cell travels as its content
    "object",  # an object of QEMU's that travels by itself
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
        """Whether the field has bytes in the stream under its own name."""
        return self.strategy not in ("omit", "derived", "fifo")

    @property
    def at_run_time(self) -> bool:
        """Whether the run-time struct has the field."""
        return self.strategy not in ("padding", "part")


@dataclass(frozen=True, slots=True)
class StructPlan:
    """How one register struct travels.

    `plain` means that nothing in it, however deep, is left out or converted: then a clone of it is
    its snapshot. `whole` means that a restore checks no more than ranges, too: then a struct inside
    another needs no implementation of `ToMigrationState` of its own.
    """

    struct: Struct
    strategy: StructStrategy
    mirror: str
    plain: bool
    whole: bool
    fields: tuple[FieldPlan, ...]
    reason: str
    movable: bool
    """Whether it is a plain value, which can be cloned: no timer or atomic is in it."""
    refuses: bool
    """Whether its restore may refuse a state."""
    timed: bool
    """Whether a timer is in it, however deep."""
    checked: bool
    """Whether its checks are a function of their own, for the struct that it is restored in."""
    implements: bool
    """Whether `ToMigrationState` is emitted: behind `Migratable`, or nested and not whole."""

    @property
    def own(self) -> tuple[FieldPlan, ...]:
        """Fields of the struct itself, those of subsections left out."""
        return self.fields[: len(self.struct.fields)]

    @property
    def computed(self) -> tuple[FieldPlan, ...]:
        """Numbers on the wire that the author computes."""
        parts = [item for item in self.fields if item.strategy == "part"]
        return tuple(
            item for item in parts if item.field.part and item.field.part.kind == "computed"
        )

    @property
    def derived(self) -> tuple[FieldPlan, ...]:
        """Fields that the author finds again after a restore."""
        return tuple(item for item in self.fields if item.strategy == "derived")

    @property
    def armed(self) -> tuple[FieldPlan, ...]:
        """Timers of which only the author knows when they expire."""
        return tuple(item for item in self.fields if item.strategy == "armed")

    @property
    def has_hooks(self) -> bool:
        """Whether the author has methods to write for this struct."""
        return bool(
            self.computed or self.derived or self.armed or self.struct.asked or self.struct.check
        )


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

    def timed(self, type_: Type) -> StructPlan | None:
        """The plan of the struct inside a type, if a timer is in it."""
        inner = innermost(type_)
        if not isinstance(inner, Named):
            return None
        return next((p for p in self.structs if p.timed and p.struct.name == inner.name), None)

    def field(self, name: str) -> FieldPlan:
        """The plan of the device's field of this name."""
        return next(plan for plan in self.fields if plan.field.name == name)
