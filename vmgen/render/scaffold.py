# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields of the device struct for `device.rs`, which is written once and then the author's."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.model.kinds import MemoryRegion
from vmgen.model.nodes import Field, innermost, is_timer
from vmgen.model.types import ArrayOf, Cell, Custom, Migratable, Named, Part, Property
from vmgen.plan import DevicePlan, FieldPlan
from vmgen.plan.decide import element, lock_of
from vmgen.plan.rust_types import rust_type
from vmgen.render.scalars import literal
from vmgen.render.texts import Scaffold, TimerText

_LOCKS = {"Mutex": "lock().unwrap()", "BqlRefCell": "borrow_mut()"}
_OPENED = {"Mutex": ".get_mut().unwrap()", "BqlRefCell": ".get_mut()"}


def scaffold(plan: DevicePlan, item: FieldPlan) -> Scaffold:
    """How a field is declared, initialised and reset."""
    node = item.field
    common = (node.name, item.runtime, node.doc)
    plural = "s" if isinstance(node.type, ArrayOf) else ""
    match element(node.type):
        case Property():
            parts = [f'rename = "{node.wire_name}"']
            if node.default is not None and not isinstance(node.default, tuple):
                parts.append(f"default = {literal(node.default)}")
            return Scaffold(*common, "property", attribute=", ".join(parts))
        case Part(name="InterruptSource"):
            return Scaffold(*common, f"interrupt{plural}", initial=_initial(item))
        case MemoryRegion(size=size, order=order):
            return Scaffold(*common, "memory", size=size, order=order or "little")
        case Part(name="Timer"):
            made = "unsafe { Timer::new() }"
            initial = made
            if isinstance(node.type, ArrayOf):
                initial = f"[const {{ {made} }}; {node.type.extent}]"
            return Scaffold(*common, f"timer{plural}", reset="@.delete();", initial=initial)
        case Part(name=name):
            return Scaffold(*common, name.lower())
        case Migratable():
            return _registers(plan, item, common, f"migratable{plural}")
        case Cell(name="BqlRefCell"):
            return _registers(plan, item, common, f"cell{plural}")
        case Cell(item=inner):
            default = node.default if isinstance(node.default, int) else 0
            text = literal(bool(default) if rust_type(inner) == "bool" else default)
            reset = f"@.set({text});"
            return Scaffold(*common, f"cell{plural}", reset=reset, initial=_initial(item, text))
    return Scaffold(*common, "plain")


def _initial(item: FieldPlan, default: str = "") -> str:
    """The value that a field is initialised with; std has no `Default` of arrays over 32."""
    if isinstance(item.field.type, ArrayOf):
        long = item.field.type.length > 32
        return "std::array::from_fn(|_| Default::default())" if long else "Default::default()"
    return f"BqlCell::new({default})" if default else "Default::default()"


def _registers(
    plan: DevicePlan, item: FieldPlan, common: tuple[str, str, str], kind: str
) -> Scaffold:
    inner = innermost(item.field.type)
    if isinstance(inner, Custom):
        return Scaffold(*common, kind, initial=_initial(item))
    assert isinstance(inner, Named)
    lock = _LOCKS[lock_of(item.field.type)]
    reset = f"*@.{lock} = {inner.name}::default();"
    if plan.struct(inner.name).timed:  # its timers stay where they are
        reset = f"@.{lock}.reset();"
    return Scaffold(*common, kind, reset=reset, initial=_initial(item))


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
    if isinstance(field.type, ArrayOf):
        index = "index" if not loops else f"index{len(loops) + 1}"
        place, loops = f"{place}[{index}]", [*loops, (index, field.type.length)]
    if is_timer(field.type):
        yield TimerText(name, place, loops)
    elif struct := plan.timed(field.type):
        place += _OPENED.get(lock_of(field.type), "")
        for part in struct.fields:
            below = f"{place}.{part.field.name}", f"{name}_{part.field.name}"
            yield from _timers_of(plan, part.field, *below, loops)
