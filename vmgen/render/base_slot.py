# SPDX-License-Identifier: GPL-2.0-or-later
"""A field as the templates of kinds see it: print-ready values, with nothing left to decide."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from vmgen.model.names import variant_name
from vmgen.model.nodes import BitsField, Field, ResetElement
from vmgen.model.place import Shape
from vmgen.plan import DevicePlan, FieldPlan
from vmgen.plan.rust_types import RustType
from vmgen.render.environment import MacroTemplate, kind_template, made
from vmgen.render.fragment import Fragment
from vmgen.render.ranges import Test, out_of_range
from vmgen.render.scalars import Cast, literal, loading, local_name, saving

DERIVABLE_LENGTH = 32
"""`Default` of arrays ends here (qemu-rust-api.md section 2.3)."""


class BaseSlot:
    """One field, in registers or in a cell of the device."""

    device: DevicePlan
    plan: FieldPlan

    @property
    def wire_name(self) -> str:
        """What has its number: a field of the mirror, or a cell of the device."""
        raise NotImplementedError

    @property
    def flag(self) -> str | None:
        """The same of the flag before an option."""
        raise NotImplementedError

    @property
    def named(self) -> bool:
        """Whether a rule names it before it is assigned."""
        raise NotImplementedError

    @property
    def at_most(self) -> str:
        """The most that it says of arrays that it counts; empty where nothing cuts it."""
        raise NotImplementedError

    def arrived(self, name: str) -> str:
        """What arrived, of a number with this name in the wire form."""
        raise NotImplementedError

    def fragment(self, macro: str, *arguments: object) -> Fragment:
        """What the field's kind writes."""
        written = getattr(self.template, macro)
        return made(written, *arguments, self, position=self.field.position)

    # -- the field ---------------------------------------------------------------------------------

    @property
    def field(self) -> Field:
        """What the spec says."""
        return self.plan.field

    @property
    def name(self) -> str:
        """At run time."""
        return self.field.name

    @property
    def local(self) -> str:
        """The local with its new value."""
        return local_name(self.name)

    @cached_property
    def kind(self) -> Any:
        """Its kind, with the kind's own values."""
        return self.field.kind

    @cached_property
    def template(self) -> MacroTemplate:
        """The template of its kind."""
        return kind_template(self.kind.stem())

    @property
    def dialect(self) -> Any:
        """Flags of QEMU's Rust."""
        return self.device.dialect

    @property
    def boxed(self) -> bool:
        """Whether a snapshot comes in a Box."""
        return self.device.dialect.boxed_snapshot

    @cached_property
    def node(self) -> Any:
        """The class of the spec that it is of; None for others."""
        name = self.kind.class_name
        return self.device.device.find(name) if name else None

    @property
    def bit_fields(self) -> tuple[BitsField, ...]:
        """The fields of a register of bit fields; none for others."""
        fields = getattr(self.node, "fields", ())
        return tuple(field for field in fields if isinstance(field, BitsField))

    # -- shape and types ---------------------------------------------------------------------------

    @property
    def shape(self) -> Shape:
        """How many elements."""
        return self.field.shape

    @property
    def one(self) -> bool:
        """A single element."""
        return self.shape.one

    @property
    def rows(self) -> bool:
        """An array of arrays."""
        return self.shape.rows

    @property
    def extents(self) -> tuple[str, ...]:
        """The lengths in Rust, outermost first."""
        return self.shape.extents

    @property
    def extent(self) -> str:
        """The length of an array in Rust."""
        return self.extents[0]

    @property
    def wire_extent(self) -> str:
        """The length of an array of the mirror."""
        assert self.plan.wire is not None
        return self.plan.wire.shape.extents[0]

    @property
    def sliced(self) -> str:
        """The index of the elements that travel; empty where all do."""
        part = self.shape.part
        if part is None:
            return ""
        return f"[{part.text(self.shape.total, lambda number, name: name or str(number), '..')}]"

    @property
    def short(self) -> bool:
        """Whether std has a `Default` of such arrays."""
        return all(length <= DERIVABLE_LENGTH for length in self.shape.lengths)

    @property
    def runtime(self) -> RustType | None:
        """The type of one element at run time."""
        return self.plan.runtime.element if self.plan.runtime else None

    @property
    def wire(self) -> RustType | None:
        """The type of one element on the wire."""
        return self.plan.wire.element if self.plan.wire else None

    @property
    def restored(self) -> RustType:
        """The type of what a restore has before it assigns it."""
        return RustType(self.kind.restored, self.shape)

    # -- conversions -------------------------------------------------------------------------------

    @cached_property
    def numbers(self) -> tuple[str, str]:
        """The numbers at run time and on the wire."""
        on_wire = self.wire.scalar if self.wire else ""
        of_node = getattr(self.node, "repr", "")
        number = self.kind.number.name if self.kind.number else of_node or on_wire
        return number, on_wire or number

    @property
    def converts(self) -> bool:
        """Whether the wire form is another."""
        return self.plan.travel.converts

    @property
    def as_it_is(self) -> bool:
        """Whether the numbers on the wire are those at run time."""
        return not (self.converts or self.cut or self.force)

    @property
    def by_traits(self) -> bool:
        """Whether it has an implementation of the traits."""
        return self.plan.travel.by_traits

    @cached_property
    def save(self) -> Cast:
        """From the number at run time to that on the wire."""
        run, wire = self.numbers
        return saving(run, wire, self.field)

    @cached_property
    def load(self) -> Cast:
        """Back."""
        run, wire = self.numbers
        return loading(wire, run)

    @property
    def fallible(self) -> bool:
        """Whether a restore may refuse what it converts."""
        return self.load.refuses or self.kind.fallible

    @property
    def into_local(self) -> bool:
        """Whether a restore converts it before it assigns anything."""
        masked = self.field.mask is not None or bool(self.field.force)
        return self.fallible or (masked and (self.test is not None or self.named))

    @cached_property
    def test(self) -> Test | None:
        """The test that its number is refused for its range."""
        return out_of_range(self.field, *self.numbers) if self.kind.number else None

    @property
    def cut(self) -> str:
        """The bits that travel, where not all do."""
        return "" if self.field.mask is None else literal(self.field.mask)

    @property
    def force(self) -> str:
        """The bits that a restore sets, if any."""
        return literal(self.field.force) if self.field.force else ""

    # -- values ------------------------------------------------------------------------------------

    @cached_property
    def reset(self) -> list[Any]:
        """The reset value of each element."""
        return self._values(self.field.default)

    @cached_property
    def left_out(self) -> list[Any]:
        """The same of what travels, where its subsection did not arrive."""
        part = self.shape.part
        values = self._values(self.field.left_out)
        return values if part is None else values[part.start : part.stop]

    @property
    def same(self) -> bool:
        """Whether all elements have one reset value."""
        return self.reset.count(self.reset[0]) == len(self.reset)

    @property
    def left_out_same(self) -> bool:
        """The same of what did not arrive."""
        return self.left_out.count(self.left_out[0]) == len(self.left_out)

    def _values(self, value: Any) -> list[Any]:
        device = self.device.device
        if isinstance(value, tuple):
            return [self.kind.at_reset(device, item) for item in value]
        return [self.kind.at_reset(device, value)] * self.shape.total

    @property
    def derived(self) -> bool:
        """Whether `derive(Default)` gives the reset value."""
        device = self.device.device
        values = self.reset[:1] if self.same else self.reset
        return self.short and all(self.kind.derives(device, value) for value in values)

    @property
    def wire_derived(self) -> bool:
        """Whether `derive(Default)` of the mirror does."""
        lengths = self.plan.wire.shape.lengths if self.plan.wire else ()
        short = all(length <= DERIVABLE_LENGTH for length in lengths)
        values = self.left_out[:1] if self.left_out_same else self.left_out
        return short and not any(map(self.outgoing, values))

    def outgoing(self, value: Any) -> ResetElement:
        """The number on the wire of an element with a reset value."""
        number: int = self.kind.outgoing(self.field, value)
        return bool(number) if self.numbers[1] == "bool" else number

    def as_number(self, value: ResetElement) -> ResetElement:
        """A reset value as the number that it is at run time."""
        return bool(value) if self.numbers[0] == "bool" else int(value)

    def variant(self, number: int) -> str:
        """The name of a variant in Rust."""
        names = (item.name for item in self.node.variants if item.value == number)
        return variant_name(next(names))

    @property
    def shows(self) -> str:
        """The runner's function that prints the struct inside."""
        return f"show_{self.crate}_{self.kind.name}"

    @property
    def crate(self) -> str:
        """The crate of the device."""
        return self.device.device.crate
