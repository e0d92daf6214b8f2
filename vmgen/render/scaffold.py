# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of `device.rs`, which is written once and then the author's.

What is written for a field says the template of its place, or of its kind where nothing is around
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from vmgen.model.nodes import Device, Field
from vmgen.model.pointers import says_present
from vmgen.plan import DevicePlan, FieldPlan
from vmgen.render.base_slot import DERIVABLE_LENGTH
from vmgen.render.cells import CHANGES, LOOKS, CellSlot
from vmgen.render.environment import MacroTemplate, environment, made, place_template
from vmgen.render.fragment import Fragment
from vmgen.render.pointers import pointers
from vmgen.render.texts import MOST_BRANCHES, Scaffold, TimerText, many_loops
from vmgen.values import dataclass

_OPENED = {"Mutex": ".get_mut().unwrap()", "BqlRefCell": ".get_mut()"}


@dataclass(frozen=True)
class DeviceSlot:
    """A field of the device as templates see it; a `Slot` is one of registers."""

    plan: DevicePlan
    item: FieldPlan

    @property
    def field(self) -> Field:
        """What the spec says."""
        return self.item.field

    @property
    def name(self) -> str:
        """At run time."""
        return self.field.name

    @property
    def wire_name(self) -> str:
        """In the stream, or as a property."""
        return self.field.wire_name

    @cached_property
    def kind(self) -> Any:
        """Its kind, with the kind's own values."""
        return self.field.kind

    @property
    def device(self) -> Device:
        """The device that it is of."""
        return self.plan.device

    @property
    def owner(self) -> str:
        """The device's type."""
        return self.plan.device.name

    @property
    def dialect(self) -> Any:
        """Flags of QEMU's Rust."""
        return self.plan.dialect

    @property
    def on_bus(self) -> bool:
        """Whether the device sits on the system bus."""
        return self.plan.device.parent == "SysBusDevice"

    @cached_property
    def template(self) -> MacroTemplate:
        """The template of its place, or of its kind."""
        place = self.field.place
        if place.is_property:
            return place_template("places/property")
        if place.parent:
            return place_template("places/parent")
        if place.cell or place.migratable:
            held = self.kind.wire_struct(self.device)
            return place_template(f"places/{'cell' if held is None else 'registers'}")
        return place_template(f"kinds/{self.kind.stem()}")

    def fragment(self, macro: str) -> Fragment:
        """What is written for it."""
        written = getattr(self.template, f"device_{macro}")
        return made(written, self, position=self.field.position)

    # -- shape and values --------------------------------------------------------------------------

    @property
    def one(self) -> bool:
        """A single element."""
        return self.field.shape.one

    @property
    def extent(self) -> str:
        """The length of an array in Rust."""
        return self.field.shape.extents[0]

    @property
    def initial(self) -> str:
        """The `Default` of it; std has none of arrays over 32."""
        long = self.field.shape.total > DERIVABLE_LENGTH
        return "std::array::from_fn(|_| Default::default())" if long else "Default::default()"

    @property
    def scalar_default(self) -> int | None:
        """The number that it is at reset, where the spec says one."""
        default = self.field.default
        return default if isinstance(default, int) else None

    @cached_property
    def value(self) -> CellSlot:
        """Of a single value in a cell."""
        return CellSlot(self.plan, self.item)

    # -- registers ---------------------------------------------------------------------------------

    @property
    def by_author(self) -> bool:
        """Whether the author's type is inside, which is converted to a mirror."""
        return bool(self.kind.author_type)

    @property
    def timed(self) -> bool:
        """Whether timers are inside, which stay where they are."""
        return self.plan.timed(self.field) is not None

    @property
    def init_first(self) -> bool:
        """Whether it is one `Migratable`, which has a `Default` of its own."""
        return self.one and self.field.place.migratable

    @property
    def init_rank(self) -> int:
        """When it is initialised."""
        return 2 if self.init_first else int(self.template.init_rank)

    @property
    def lock(self) -> str:
        """The call that gives the registers to change."""
        return CHANGES[self.field.place.cell]

    @property
    def guard(self) -> str:
        """The call that gives the registers to read."""
        return LOOKS[self.field.place.cell]

    @property
    def shows(self) -> str:
        """The function of the runner that prints the registers."""
        node = self.kind.wire_struct(self.plan.device)
        return f"show_{self.plan.device.crate}_{node.name}"


class DeviceBody:
    """The fields of a device, and what is written for all of them."""

    def __init__(self, plan: DevicePlan) -> None:
        self._plan = plan
        slots = [DeviceSlot(plan, item) for item in plan.fields if item.at_run_time]
        self._slots = [slot for slot in slots if not slot.field.place.parent]
        self._pointers = pointers(plan)
        self.timers = timers(plan)

    def members(self) -> list[Scaffold]:
        """The fields of the struct, each before the cells beside it."""
        found: list[Scaffold] = []
        for slot in self._slots:
            assert slot.item.runtime is not None
            doc, attribute = slot.field.doc, slot.fragment("attribute")
            found += [Scaffold(slot.name, slot.item.runtime, doc, attribute), *slot.value.members()]
            found += [item.member for item in self._pointers if item.field is slot.field]
        return found

    def inits(self) -> list[Fragment]:
        """Statements of `init`."""
        made = _written(sorted(self._slots, key=lambda slot: slot.init_rank), "init")
        return [*made, *(item.init for item in self._pointers)]

    def connects(self) -> list[Fragment]:
        """Statements of `post_init`: single fields before arrays."""
        rank = [(int(slot.template.connect_rank), not slot.one, slot) for slot in self._slots]
        ordered = sorted(rank, key=lambda item: item[:2])
        return _written((slot for *_, slot in ordered), "connect")

    def resets(self) -> list[Fragment]:
        """Statements of `reset_hold`: single fields before arrays.

        Which pointers of C's are null stays as it was when the device was realized.
        """
        fixed = says_present(self._plan.device)
        slots = [slot for slot in self._slots if slot.name not in fixed]
        return _written(sorted(slots, key=lambda slot: not slot.one), "reset")

    @property
    def many_inits(self) -> bool:
        """Whether `init` has more loops than clippy likes."""
        arrays = [slot for slot in self._slots if not slot.one]
        regions = sum(bool(slot.template.init_loops) for slot in arrays)
        return regions + sum(len(timer.loops) for timer in self.timers) > MOST_BRANCHES

    @property
    def many_connects(self) -> bool:
        """Whether `post_init` has more loops than clippy likes: one for each array."""
        arrays = (slot for slot in self._slots if not slot.one)
        return sum(bool(slot.fragment("connect")) for slot in arrays) > MOST_BRANCHES

    @property
    def many_resets(self) -> bool:
        """Whether `reset_hold` has more loops than clippy likes."""
        return many_loops(self._slots)

    def methods(self) -> list[Fragment]:
        """Methods that are called for the fields; of all timers, those in registers too."""
        found = [
            (int(slot.template.methods_rank), made_text)
            for slot in self._slots
            if (made_text := slot.fragment("methods"))
        ]
        expired: Any = environment().get_template("crate/device/timers.rs.j2").module
        found += [(1, made(expired.expired, timer.name)) for timer in self.timers]
        return [text for _, text in sorted(found, key=lambda item: item[0])]


def _written(slots: Iterable[DeviceSlot], macro: str) -> list[Fragment]:
    return [text for slot in slots if (text := slot.fragment(macro))]


# -- timers ----------------------------------------------------------------------------------------


def timers(plan: DevicePlan) -> list[TimerText]:
    """All timers of a device, those in registers too, with the way to each."""
    found: list[TimerText] = []
    for item in plan.fields:
        if item.at_run_time:
            found += _timers_of(plan, item.field, item.field.name, item.field.name, [])
    return found


def _timers_of(
    plan: DevicePlan, field: Field, place: str, name: str, loops: list[tuple[str, int]]
) -> Iterator[TimerText]:
    if field.shape.array:
        index = "index" if not loops else f"index{len(loops) + 1}"
        place, loops = f"{place}[{index}]", [*loops, (index, field.shape.total)]
    if field.kind.timed:
        yield TimerText(name, place, loops)
    elif struct := plan.timed(field):
        place += _OPENED.get(field.place.cell, "")
        for inner in struct.fields:
            below = f"{place}.{inner.field.name}", f"{name}_{inner.field.name}"
            yield from _timers_of(plan, inner.field, *below, loops)
