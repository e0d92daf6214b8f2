# SPDX-License-Identifier: GPL-2.0-or-later
"""A field of registers as the templates of kinds see it."""

from __future__ import annotations

from functools import cached_property

from vmgen.layout import SCALARS, Ring
from vmgen.model.names import hooks_name
from vmgen.model.walk import Site
from vmgen.plan import DevicePlan, FieldPlan, StructPlan
from vmgen.render.base_slot import BaseSlot
from vmgen.values import dataclass


@dataclass(frozen=True)
class Slot(BaseSlot):
    """One field of a struct. `into` is what a restore assigns to."""

    device: DevicePlan
    struct: StructPlan
    plan: FieldPlan
    into: str = "self"

    @property
    def wire_name(self) -> str:
        """In the mirror."""
        return self.struct.struct.member(self.name)

    @property
    def owner(self) -> str:
        """The struct whose description has it: the mirror, where there is one."""
        return self.struct.mirror

    def arrived(self, name: str) -> str:
        """A field of the mirror."""
        return f"source.{name}"

    @cached_property
    def named(self) -> bool:
        """Whether a rule of the struct names it."""
        return self.name in self.struct.struct.ruled

    @property
    def at_most(self) -> str:
        """The shortest of the arrays that it counts: QEMU aborts if it saves a greater number."""
        length = self.struct.struct.counted.get(self.name)
        most = SCALARS[self.numbers[0]].maximum if self.numbers[0] else 0
        cut = length is not None and length < most and self.save.way == "same"
        return str(length) if cut else ""

    # -- what is beside and inside -----------------------------------------------------------------

    @property
    def flag(self) -> str | None:
        """The flag before an option, in the mirror."""
        return self.field.flag and self.struct.struct.members[self.field.flag]

    @property
    def site(self) -> Site:
        """The field where it stands in the model."""
        return Site(self.device.device, self.struct.struct, self.field, self.name)

    def beside(self, name: str) -> Slot:
        """Another field of the struct."""
        return _named(slots(self.device, self.struct), name)

    def queue(self, path: str) -> Queue:
        """A queue of the struct, or of one inside it."""
        *way, name = path.split(".")
        here, live, sent = self.struct, "self", "source"
        for step in way:
            item = _named(slots(self.device, here), step)
            here, live, sent = item.inner, f"{live}.{item.name}", f"{sent}.{item.wire_name}"
        slot = _named(slots(self.device, here), name)
        ring = slot.kind.ring(slot.site)
        assert ring is not None
        return Queue(slot, ring, live, sent)

    @property
    def inner(self) -> StructPlan:
        """The plan of the struct that it holds."""
        return self.device.struct(self.kind.class_name)

    def parts_refused(self, place: str) -> str:
        """The test that something of a struct is refused, however deep; empty where nothing is."""
        slots = [Slot(self.device, self.inner, item) for item in self.inner.fields]
        tests = [slot.template.refused(f"{place}.{slot.name}", slot).strip() for slot in slots]
        return " || ".join(test for test in tests if test)

    @property
    def hooks(self) -> str:
        """The trait of the author's methods."""
        return hooks_name(self.struct.struct.name)

    @property
    def shown_name(self) -> str:
        """What a struct has the field by: a mirror by its name on the wire."""
        return self.wire_name if self.struct.struct.mirror_only else self.name


@dataclass(frozen=True)
class Queue:
    """A queue as a struct sees it in which it is, however deep: where its own struct is."""

    slot: Slot
    ring: Ring
    live: str
    sent: str

    def beside(self, name: str) -> Slot:
        """A field of its struct."""
        return self.slot.beside(name)


def _named(found: list[Slot], name: str) -> Slot:
    return next(slot for slot in found if slot.name == name)


def slots(device: DevicePlan, struct: StructPlan) -> list[Slot]:
    """The fields of a struct, and of its subsections."""
    return [Slot(device, struct, item) for item in struct.fields]
