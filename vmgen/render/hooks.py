# SPDX-License-Identifier: GPL-2.0-or-later
"""The traits with what the author of a device writes for its structs and types."""

from __future__ import annotations

from vmgen.model.names import hooks_name, timer_methods
from vmgen.model.types import ArrayOf
from vmgen.plan import FieldPlan, StructPlan
from vmgen.render.texts import Hooks, HookText, Mirrored


def mirrored(name: str, mirror: str) -> Mirrored:
    """What the author writes for a type with a mirror: a snapshot that cannot fail, a restore."""
    snapshot = "What goes into the stream. It cannot fail: an error here would end QEMU."
    restore = "Takes what arrived into use; what it refuses, it leaves as it was."
    methods = [
        HookText("snapshot", mirror, snapshot),
        HookText("restore", "Result<(), InvalidError>", restore, f"&self, source: &{mirror}"),
    ]
    return Mirrored(name, mirror, Hooks(hooks_name(name), name, methods))


def hooks(plan: StructPlan) -> Hooks | None:
    """The trait of the author's methods; None where there are none."""
    if not plan.has_hooks:
        return None
    methods = [
        HookText(item.field.name, item.wire, f"`{item.field.wire_name}` in the stream.")
        for item in plan.computed
    ]
    methods += [
        HookText(item.field.name, item.runtime, f"`{item.field.name}` after a restore.")
        for item in plan.derived
    ]
    for part in plan.struct.asked:
        about = f"Whether the subsection `{part.description.name}` is sent."
        methods.append(HookText(part.asks, "bool", about))
    for item in plan.armed:
        methods += _arming(item)
    if plan.struct.check:
        about = "Refuses a restored state."
        methods.append(HookText("check_restored", "Result<(), InvalidError>", about))
    return Hooks(hooks_name(plan.struct.name), plan.struct.name, methods)


def _arming(item: FieldPlan) -> list[HookText]:
    """The two methods for a timer that does not tell when it expires."""
    name = item.field.name
    tells, arms = timer_methods(name)
    index = ", index: usize" if isinstance(item.field.type, ArrayOf) else ""
    return [
        HookText(
            tells,
            "Option<i64>",
            f"When `{name}` expires, in ns of its clock, if it is pending.",
            f"&self{index}",
        ),
        HookText(
            arms,
            "",
            f"Makes `{name}` expire at that time, or stops it.",
            f"&mut self{index}, expire_time_ns: Option<u64>",
        ),
    ]
