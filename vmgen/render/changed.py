# SPDX-License-Identifier: GPL-2.0-or-later
"""`CHANGED` as Rust: whether fields differ from what they are where their subsection is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vmgen.model.nodes import Field, Subsection
from vmgen.plan import DevicePlan
from vmgen.render.cells import CellSlot, taken
from vmgen.render.fragment import Fragment, all_needs
from vmgen.render.slot import Slot
from vmgen.render.values import mirror_defaults


def any_changed(tests: Iterable[Fragment]) -> Fragment:
    """Whether one of these holds."""
    found = list(tests)
    return Fragment(" || ".join(test.text for test in found), all_needs(found))


def in_device(device: DevicePlan, field: Field) -> Fragment:
    """Whether a field of the device differs from what it is where its subsection is absent."""
    slot = CellSlot(device, device.field(field.name))
    place = f"self.{slot.name}{slot.sliced}"
    values = [slot.fragment("value", value) for value in slot.left_out]
    if slot.one:
        return _value_differs(slot, place, values[0], slot.left_out[0])
    if slot.left_out_same:
        one = _value_differs(slot, "item", values[0], slot.left_out[0])
        return Fragment(f"{place}.iter().any(|item| {one})", one.needs)
    listed, found = ", ".join(map(str, values)), f"{taken(slot.cell, 'item')} != reset"
    test = f"{place}.iter().zip([{listed}]).any(|(item, reset)| {found})"
    return Fragment(test, all_needs(values))


def _value_differs(slot: CellSlot, place: str, value: Fragment, plain: Any) -> Fragment:
    """Whether the value in a cell is another than this, which is `plain` in a state."""
    if plain is None:
        return Fragment(f"{place}.{slot.looks}.is_some()")
    truth = plain if isinstance(plain, bool) else None
    return _differs(taken(slot.cell, place), value, truth)


def in_mirror(items: Sequence[Slot], subsection: Subsection) -> Iterator[Fragment]:
    """Whether fields of a mirror differ from what it has where their subsection did not arrive.

    What only says where a queue lies changes with its length.
    """
    inside = {field.name for field in subsection.fields}
    sources = [field.source for field in subsection.fields if field.source is not None]
    told = {name for source in sources if source.kind == "length" for name in source.of}
    for item in items:
        source = item.field.source
        follows = source is not None and source.kind != "length" and set(source.of) <= told
        if (
            item.name not in inside
            or not item.plan.in_mirror
            or not (item.plan.at_run_time or source)
            or follows
        ):
            continue
        if item.kind.struct(item.device.device) is not None:
            yield _struct_differs(item)
            continue
        for default in mirror_defaults(item):
            yield _differs(f"self.{default.name}", default.expression, default.truth)


def _struct_differs(item: Slot) -> Fragment:
    assert item.wire is not None
    name = item.wire.name
    place, fresh = f"self.{item.wire_name}", f"{name}::default()"
    if item.one:
        return Fragment(f"{place} != {fresh}", frozenset([name]))
    return Fragment(f"{place}.iter().any(|item| *item != {fresh})", frozenset([name]))


def _differs(value: str, default: Fragment, truth: bool | None) -> Fragment:
    """The condition that a value is not its reset value; of a flag, which has a `truth`."""
    if truth is not None:
        return Fragment(f"!{value}" if truth else value)
    return Fragment(f"{value} != {default}", default.needs)
