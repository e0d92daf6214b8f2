# SPDX-License-Identifier: GPL-2.0-or-later
"""Single values in cells of the device: how they are read and set, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vmgen.model.cells import beside
from vmgen.model.gates import gated
from vmgen.model.names import BEFORE_SAVE, POINT, RESTORE_CELLS, beside_name
from vmgen.model.place import Place
from vmgen.model.pointers import of_pointers
from vmgen.plan import DevicePlan, FieldPlan
from vmgen.plan.rust_types import RustType
from vmgen.render.base_slot import BaseSlot
from vmgen.render.environment import made, place_template
from vmgen.render.fragment import Fragment
from vmgen.render.texts import MOST_BRANCHES, REFUSAL, Method, Scaffold, Text, many_loops
from vmgen.values import dataclass

CELL = Place(("BqlCell",))
"""Where the numbers are."""
LOOKS = {"BqlCell": "get()", "BqlRefCell": "borrow()", "Mutex": "lock().unwrap()"}
"""The call that gives what is in a cell, by the cell."""
CHANGES = {"BqlRefCell": "borrow_mut()", "Mutex": "lock().unwrap()"}
"""The call that gives what can be changed."""


def taken(cell: str, place: str) -> str:
    """The value in a cell: BqlCell gives a copy, the others what is borrowed."""
    return f"{'' if cell == 'BqlCell' else '*'}{place}.{LOOKS[cell]}"


def put(cell: str, place: str, value: str) -> str:
    """Sets the value in a cell."""
    if cell == "BqlCell":
        return f"{place}.set({value})"
    return f"*{place}.{CHANGES[cell]} = {value}"


@dataclass(frozen=True)
class CellSlot(BaseSlot):
    """A value in a cell of the device, as the templates of kinds see it."""

    device: DevicePlan
    plan: FieldPlan
    single: bool = False
    """Whether it is one element of its array."""

    @property
    def each(self) -> CellSlot:
        """One element of its array."""
        return replace(self, single=True)

    @property
    def one(self) -> bool:
        """A single element."""
        return self.single or self.shape.one

    @property
    def runtime(self) -> RustType:
        """The type of the value, without its cell."""
        return RustType(self.kind)

    @property
    def cell(self) -> str:
        """Its cell."""
        return self.field.place.cell

    @property
    def looks(self) -> str:
        """The call that gives the value."""
        return LOOKS[self.cell]

    @property
    def changes(self) -> str:
        """The call that gives what the value is assigned to."""
        return CHANGES[self.cell]

    @property
    def borrowed(self) -> bool:
        """Whether a local is needed to convert what is borrowed."""
        return self.cell != "BqlCell" and self.converts

    @property
    def copies(self) -> Fragment:
        """The function that gives the value in a cell."""
        if self.cell == "BqlCell":
            return Fragment("BqlCell::get", frozenset(["BqlCell"]))
        return Fragment(f"|item| {taken(self.cell, 'item')}")

    @property
    def checked(self) -> bool:
        """Whether what arrived is looked at before anything is set."""
        return self.fallible or bool(self.each.template.refused("", self.each).strip())

    @property
    def by_default(self) -> bool:
        """Whether the `Default` of its type is what it is at reset."""
        device = self.device.device
        zero = self.kind.at_reset(device, None)
        return all(self.kind.derives(device, item) for item in (zero, *self.reset))

    # -- beside it ---------------------------------------------------------------------------------

    @property
    def wire_name(self) -> str:
        """The cell of its number."""
        return beside_name(self.name)

    @property
    def flag(self) -> str | None:
        """The cell of the flag before an option."""
        return self.field.flag and beside_name(self.device.device.members[self.field.flag])

    @property
    def beside(self) -> list[str]:
        """The cells beside it."""
        if not beside(self.device.device, self.field):
            return []
        return [name for name in (self.flag, self.wire_name) if name]

    def arrived(self, name: str) -> str:
        """A number in its cell."""
        return f"self.{name}.get()"

    @property
    def named(self) -> bool:
        """The rules of a device are asked later."""
        return False

    @property
    def at_most(self) -> str:
        """What counts is in no other cell."""
        return ""

    @property
    def may_lack(self) -> bool:
        """Whether a section that loads may lack some of it."""
        field, device = self.field, self.device.device
        some = bool(field.count) or field.present is not None
        return gated(device, device, field) or field not in device.fields or some

    def statement(self, macro: str) -> Fragment:
        """What the template of cells writes for it."""
        written = getattr(place_template("places/cell"), macro)
        return made(written, self, position=self.field.position)

    def members(self) -> Iterator[Scaffold]:
        """The cells beside it, as fields of the device."""
        if not self.beside:
            return
        assert self.plan.wire is not None
        about = f"What of `{self.name}` is in the migration stream."
        if self.flag is not None:
            flag = Fragment("BqlCell<bool>", frozenset(["BqlCell"]))
            yield Scaffold(self.flag, flag, about, Fragment(""))
        number = replace(self.plan.wire, place=CELL)
        yield Scaffold(self.wire_name, number, about, Fragment(""))


def slots_beside(device: DevicePlan) -> list[CellSlot]:
    """The values that travel by a number beside them, in the order of the device."""
    slots = [CellSlot(device, item) for item in device.fields if item.field.place.cell]
    return [slot for slot in slots if slot.beside]


# -- what QEMU calls -------------------------------------------------------------------------------


def before_save(device: DevicePlan) -> Iterator[Method]:
    """Sets the numbers, once the author's hook has set the cells."""
    slots, pointed = slots_beside(device), of_pointers(device.device)
    if slots or pointed:
        hooked = "pre_save" in device.device.hooks
        lines: list[Text] = ["self.pre_save()?;"] if hooked else []
        lines += [slot.statement("snapshot") for slot in slots]
        lines += [f"self.{POINT}();"] if pointed else []
        about = "Sets what travels for cells that QEMU does not see through."
        if pointed:
            about = "Brings what only QEMU looks at up to date."
        body: list[Text] = [*lines, "Ok(())"]
        yield Method(BEFORE_SAVE, about, "&self", body, REFUSAL, loops=many_loops(slots))


def restore_cells(device: DevicePlan) -> Iterator[Method]:
    """Looks at all numbers, then sets the cells."""
    slots = slots_beside(device)
    if slots:
        lines = _some([slot.statement(macro) for macro in ("prepare", "assign") for slot in slots])
        about = "Takes what arrived beside cells into use; what is refused changes none."
        # Two for each value that is looked at, and a loop for an array.
        branches = sum(2 if slot.one else 3 for slot in slots) > MOST_BRANCHES
        body: list[Text] = [*lines, "Ok(())"]
        yield Method(RESTORE_CELLS, about, "&self", body, REFUSAL, loops=branches)


def kept_cells(device: DevicePlan) -> list[Fragment]:
    """Statements before a load: the numbers that may not arrive are those of what there is."""
    return [slot.statement("keep") for slot in slots_beside(device) if slot.may_lack]


def _some(fragments: Iterable[Fragment]) -> list[Text]:
    return [item for item in fragments if item]


# -- types of the crate behind `Migratable` --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Converted:
    """A type of the crate that converts itself to its number, and back."""

    name: str
    number: str
    saved: Fragment
    restored: Fragment


def converted(device: DevicePlan) -> list[Converted]:
    """The types behind `Migratable` that no macro of QEMU's converts, each once.

    It asks for that of all of them, those of fields that do not travel among them.
    """
    found: dict[str, Converted] = {}
    for item in device.fields:
        slot = CellSlot(device, item)
        if not (item.field.place.migratable and item.at_run_time and slot.node is not None):
            continue
        of_struct = slot.kind.struct(device.device) is not None
        if of_struct or slot.kind.converted_by_macro(device.device, device.dialect):
            continue
        name, number = slot.kind.class_name, slot.numbers[0]
        parts = slot.fragment("own_number"), slot.fragment("of_number")
        found.setdefault(name, Converted(name, number, *parts))
    return list(found.values())
