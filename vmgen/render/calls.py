# SPDX-License-Identifier: GPL-2.0-or-later
"""What QEMU calls with the whole device, where vmgen writes it: conditions, and before a load."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import get_args

from vmgen.model.cells import beside
from vmgen.model.names import BEFORE_LOAD, BEFORE_SAVE, POINT, SECTION_NEEDED
from vmgen.model.nodes import Device, Field, Hook
from vmgen.model.pointers import of_pointers
from vmgen.model.scope import Scope
from vmgen.plan import DevicePlan
from vmgen.render.cells import CellSlot, kept_cells, put, slots_beside
from vmgen.render.fragment import Fragment
from vmgen.render.operands import of_device
from vmgen.render.texts import REFUSAL, Method, Text, many_loops

CHECK_LOADED = "check_loaded"
"""The method that looks at all of what was loaded."""


def when(plan: DevicePlan, text: str) -> list[Text]:
    """A condition of the device, behind what it borrows for it."""
    read = Scope(plan.device, plan.device, "needed").read(text)
    borrowed, found = of_device(plan, read)
    return [*(guard.line for guard in borrowed), Fragment(found.text, found.needs)]


_CALLS = {"pre_save": BEFORE_SAVE, "pre_load": BEFORE_LOAD, "post_load": CHECK_LOADED}
"""Where vmgen writes a method for a hook, which calls the author's."""


def hook_methods(device: Device, written: Collection[str]) -> list[tuple[str, str]]:
    """The hooks of the device, each with the method that it calls: one of the `written`."""
    found: dict[str, str] = {hook: hook for hook in device.hooks}
    found |= {hook: name for hook, name in _CALLS.items() if name in written}
    return [(hook, found[hook]) for hook in get_args(Hook) if hook in found]


def section_needed(plan: DevicePlan) -> Iterator[Method]:
    """Whether the section is sent, unless the author's method says so."""
    device = plan.device
    if device.needed is not None and not device.asks:
        about = f"Whether the section `{device.description.name}` is sent."
        yield Method(SECTION_NEEDED, about, "&self", when(plan, device.needed.text))


def before_load(plan: DevicePlan) -> Iterator[Method]:
    """What a subsection means that does not arrive; then the author's own hook, and which elements
    of arrays of pointers are there."""
    device, hooked = plan.device, "pre_load" in plan.device.hooks
    lines: list[Text] = [
        *kept_cells(plan),
        *(_absent(plan, field) for field in device.awaited if not beside(device, field)),
    ]
    middle = any(field in device.awaited for field in device.fields)
    about = f"What is true where no {'field' if middle else 'subsection'} says otherwise."
    if of_pointers(device):
        about = "Prepares what only QEMU looks at, and what is true where nothing says otherwise."
        lines += ["self.pre_load()?;"] if hooked else []
        lines += [f"self.{POINT}();", "Ok(())"]
    elif lines:
        lines.append("self.pre_load()" if hooked else "Ok(())")
    if lines:
        many = many_loops(slots_beside(plan))
        yield Method(BEFORE_LOAD, about, "&self", lines, REFUSAL, loops=many)


def _absent(plan: DevicePlan, field: Field) -> Fragment:
    """Sets a cell to the value of one whose subsection does not arrive."""
    slot = CellSlot(plan, plan.field(field.name))
    value = slot.fragment("value", slot.left_out[0])
    return Fragment(f"{put(slot.cell, f'self.{slot.name}', value.text)};", value.needs)
