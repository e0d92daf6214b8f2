# SPDX-License-Identifier: GPL-2.0-or-later
"""Structs: registers inside registers, and those of the device itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Element
from vmgen.model.kinds.memory import Memory
from vmgen.model.kinds.named import Named
from vmgen.model.kinds.reset import reset_struct
from vmgen.model.kinds.saying import Fault
from vmgen.model.kinds.written import Reader, Type, Words
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.diagnostics import Position
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Field, ResetElement, Struct
    from vmgen.model.walk import Site


class StructKind(Named):
    """A struct of the device, with a description of its own."""

    def struct(self, device: Device) -> Struct:
        """It."""
        return device.struct(self.name)

    def in_cell(self, site: Site) -> Fault | None:
        """Registers, in what can be borrowed."""
        match site.field.place.cell:
            case "Mutex":
                return Fault("registers in a Mutex travel only inside `Migratable`", "VM201")
            case "BqlRefCell":
                return self.in_lock(site)
        return super().in_cell(site)

    def in_lock(self, site: Site) -> Fault | None:
        """Registers, no other class of the spec."""
        if self.struct(site.device).path:
            return Fault(f"`{self.name}` is no `Registers` struct")
        return None

    def seen_through(self, device: Device) -> bool:
        """Field by field."""
        return True

    def may_change(self, *, registers: bool) -> bool:
        """As the values of its fields."""
        return registers

    def in_registers(self, site: Site) -> Fault | None:
        """A parent is the device's."""
        fault = super().in_registers(site)
        if fault is None and self.struct(site.device).path:
            return Fault("a parent's state is the device's: `ParentField[...]`")
        return fault

    def element(self, site: Site, layout: Layout) -> Element:
        """Its description."""
        return layout.nested(site, self.struct(site.device))

    def memory(self, site: Site, of_struct: Callable[[Struct], Memory]) -> Iterator[Memory]:
        """Its fields."""
        yield of_struct(self.struct(site.device))

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """Its fields, each after a reset."""
        return reset_struct(device, self.struct(device))

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """A state of its own."""
        return named(self.name)

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """A state of its own, which is made after a reset."""
        return named(self.name)()

    def travel(self, field: Field, around: Around) -> Travel:
        """As it is, or as its mirror."""
        plan = around.struct(self.name)
        if plan.whole:
            return Travel("clone", "its fields travel as they are", self)
        reason = f"`{self.name}` has a {plan.strategy} of its own"
        converts = plan.mirror != self.name
        wire = StructKind(name=plan.mirror)
        return Travel("nested", reason, wire, converts=converts, by_traits=True)

    def travel_wrapped(self, field: Field, around: Around) -> Travel:
        """As its snapshot, of the mirror where it has one."""
        plan = around.struct(self.name)
        reason = f"C sees a {plan.strategy} of `{self.name}`, never the {field.place.cell}"
        return Travel("wrapper", reason, StructKind(name=plan.mirror))

    def derives(self, device: Device, value: Any) -> bool:
        """Its own `Default` is its reset state."""
        return True

    def outgoing(self, field: Field, value: Any) -> int:
        """Its own `Default` is that on the wire, too."""
        return 0


class Fifo8(StructKind):
    """`Fifo8[64]`: QEMU's queue of bytes, a struct whose `items` are at most 64."""

    is_word: ClassVar[bool] = True
    item: ClassVar[str] = "u8"
    length: int
    named: str = ""
    """The constant of the spec that the length is."""

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """Of so many."""
        match arguments:
            case (size,):
                length = reader.length(size)
                name = f"{cls.__name__}Of{length}"
                return cls(name=name, length=length, named=length.name)
        return None

    def written(self, word: Words) -> str:
        """How many."""
        return word(type(self).__name__, word.length(self.length, self.named))

    def brings(self, position: Position) -> Struct:
        """Its own: C's, with a queue for the items."""
        from vmgen.model.kinds.qemu_fifo import fifo_struct

        return fifo_struct(self, position)

    def element(self, site: Site, layout: Layout) -> Element:
        """C has its bytes behind a pointer, in a struct of three more numbers."""
        made = layout.nested(site, self.struct(site.device))
        data, *numbers = made.body.fields
        fields = (replace(data, in_memory=0, since=1), *numbers)
        return replace(made, body=replace(made.body, fields=fields), memory=24)


class Fifo32(Fifo8):
    """`Fifo32[16]`: QEMU's queue of words, a struct whose `items` are at most 16."""

    item: ClassVar[str] = "u32"
