# SPDX-License-Identifier: GPL-2.0-or-later
"""Decisions as values: what `vmgen plan` prints and what templates print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from vmgen.model.nodes import Device, Field, Struct, Subsection
from vmgen.model.travel import AuthorMethod, Travel
from vmgen.plan.dialects import Dialect
from vmgen.plan.rust_types import RustType
from vmgen.values import dataclass

StructStrategy = Literal[
    "snapshot",  # Migrated = Self
    "conversion",  # a mirror, and emitted conversions
    "mirror",  # a mirror alone: the author converts
]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field travels: what its kind says of it, and the types on both sides."""

    field: Field
    travel: Travel
    runtime: RustType | None
    """None where the run-time struct does not have the field."""
    wire: RustType | None
    """None where nothing travels under the field's own name."""
    reason: str

    @property
    def strategy(self) -> str:
        """The word for it."""
        return self.travel.strategy

    @property
    def travels(self) -> bool:
        """Whether the field has bytes in the stream under its own name."""
        return self.wire is not None

    @property
    def at_run_time(self) -> bool:
        """Whether the run-time struct has the field."""
        return self.runtime is not None

    @property
    def in_mirror(self) -> bool:
        """Whether the mirror has the field."""
        return self.travels and self.travel.in_mirror

    @property
    def methods(self) -> Iterator[AuthorMethod]:
        """What the author writes for it."""
        if self.field.derived:
            about = f"`{self.field.name}` after a restore."
            yield AuthorMethod(self.field.name, about, self.field.type, rank=1)
        yield from self.travel.methods


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
    said: tuple[Subsection, ...] = ()
    """The subsections of which a snapshot says whether they are sent."""

    @property
    def own(self) -> tuple[FieldPlan, ...]:
        """Fields of the struct itself, those of subsections left out."""
        return self.fields[: len(self.struct.fields)]

    @property
    def derived(self) -> tuple[FieldPlan, ...]:
        """Fields that the author finds again after a restore."""
        return tuple(item for item in self.fields if item.field.derived)

    @property
    def methods(self) -> list[AuthorMethod]:
        """What the author writes for its fields, in the order of the trait."""
        found = [method for item in self.fields for method in item.methods]
        return sorted(found, key=lambda method: method.rank)

    @property
    def has_hooks(self) -> bool:
        """Whether the author has methods to write for this struct."""
        return bool(self.methods or self.struct.asked or self.struct.check)


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

    def timed(self, field: Field) -> StructPlan | None:
        """The plan of the struct that a field holds, if a timer is in it."""
        node = field.kind.struct(self.device)
        return next((p for p in self.structs if p.timed and p.struct is node), None)

    def field(self, name: str) -> FieldPlan:
        """The plan of the device's field of this name."""
        return next(plan for plan in self.fields if plan.field.name == name)
