# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays that C has as pointers: beside the elements, pointers to those that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vmgen.model.cells import beside
from vmgen.model.names import POINT, beside_name, pointers_name
from vmgen.model.nodes import Field
from vmgen.model.pointers import of_pointers
from vmgen.plan import DevicePlan
from vmgen.render.base_slot import DERIVABLE_LENGTH
from vmgen.render.cells import CELL
from vmgen.render.environment import kind_template, rust
from vmgen.render.fragment import Fragment
from vmgen.render.texts import Method, Scaffold, Text
from vmgen.values import dataclass

POINTER = "ElementPointer"
"""The type of one, which the file with the descriptions has."""


@dataclass(frozen=True, slots=True)
class Pointers:
    """Those of one array of the device."""

    plan: DevicePlan
    field: Field

    @property
    def name(self) -> str:
        """The field of the device that has them."""
        return pointers_name(self.field.name)

    @property
    def _owned(self) -> bool:
        """Whether Rust has each element behind a pointer of its own."""
        return bool(kind_template(self.field.kind.stem()).owned)

    @property
    def _beside(self) -> bool:
        return beside(self.plan.device, self.field)

    @property
    def _element(self) -> Fragment:
        """The type that one points to."""
        item = self.plan.field(self.field.name)
        if self._owned:
            word = type(self.field.kind).__name__
            return Fragment(word, frozenset([word]))
        if self._beside:
            assert item.wire is not None
            return rust(replace(item.wire.element, place=CELL))
        assert item.runtime is not None
        return rust(item.runtime.element)

    @property
    def member(self) -> Scaffold:
        """The field of the device."""
        element = self._element
        type_ = f"[{POINTER}<{element.text}>; {self.field.shape.extents[0]}]"
        constants = filter(None, self.field.shape.names)
        needs = element.needs | {POINTER, *constants}
        about = f"Where QEMU finds what of `{self.field.name}` is there."
        return Scaffold(self.name, Fragment(type_, needs), about, Fragment(""))

    @property
    def init(self) -> Fragment:
        """Before anything is pointed at."""
        long = self.field.shape.total > DERIVABLE_LENGTH
        initial = "std::array::from_fn(|_| Default::default())" if long else "Default::default()"
        text = f"uninit_field_mut!(*this, {self.name}).write({initial});"
        return Fragment(text, frozenset(["uninit_field_mut"]))

    @property
    def points(self) -> Fragment:
        """The statement that sets them."""
        array = f"self.{beside_name(self.field.name) if self._beside else self.field.name}"
        elements = f"{array}.iter().map(|item| &**item)" if self._owned else f"&{array}"
        text = f"point_at(&self.{self.name}, {elements}, &self.{self.field.present});"
        return Fragment(text, frozenset([POINTER]))


def pointers(plan: DevicePlan) -> list[Pointers]:
    """Those of all arrays of the device."""
    return [Pointers(plan, field) for field in of_pointers(plan.device)]


def point(plan: DevicePlan) -> Iterator[Method]:
    """Sets all pointers."""
    found = pointers(plan)
    if found:
        about = "Shows QEMU what of arrays of pointers is there."
        lines: list[Text] = [item.points for item in found]
        yield Method(POINT, about, "&self", lines, "")
