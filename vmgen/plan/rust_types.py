# SPDX-License-Identifier: GPL-2.0-or-later
"""Rust types as values; the templates of kinds print them."""

from __future__ import annotations

from dataclasses import replace

from vmgen.model.kinds import Kind
from vmgen.model.place import Place, Shape, normal
from vmgen.model.types import Type
from vmgen.values import dataclass

ONE, BARE = Shape(), Place()
"""A single element, with nothing around it."""


@dataclass(frozen=True, slots=True)
class RustType:
    """What one element is, what is around it, and how many there are."""

    kind: Kind
    shape: Shape = ONE
    place: Place = BARE

    @property
    def element(self) -> RustType:
        """The type of one element."""
        return replace(self, shape=ONE)

    @property
    def scalar(self) -> str:
        """The number that an element is, or that is inside; empty where there is none."""
        return self.kind.number.name if self.kind.number else ""

    @property
    def name(self) -> str:
        """The name of a number, or of a class of the spec."""
        return self.kind.class_name or self.scalar


def rust_type(type_: Type) -> RustType:
    """A type as a spec writes it."""
    place, shape, kind = normal(type_)
    return RustType(kind, shape, place)
