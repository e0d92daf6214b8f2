# SPDX-License-Identifier: GPL-2.0-or-later
"""The traits with what the author of a device writes for its structs and types."""

from __future__ import annotations

from vmgen.model.names import hooks_name
from vmgen.model.travel import AuthorMethod
from vmgen.plan import StructPlan
from vmgen.plan.rust_types import rust_type
from vmgen.render.fragment import Fragment
from vmgen.render.texts import REFUSAL, Hooks, HookText, Mirrored


def mirrored(name: str, mirror: str) -> Mirrored:
    """What the author writes for a type with a mirror: a snapshot that cannot fail, a restore."""
    snapshot = "What goes into the stream. It cannot fail: an error here would end QEMU."
    restore = "Takes what arrived into use; what it refuses, it leaves as it was."
    migrated = Fragment(mirror, frozenset([mirror]))
    methods = [
        HookText("snapshot", migrated, snapshot),
        HookText("restore", REFUSAL, restore, (f"source: &{mirror}",)),
    ]
    return Mirrored(name, mirror, Hooks(hooks_name(name), name, methods))


def hooks(plan: StructPlan) -> Hooks | None:
    """The trait of the author's methods; None where there are none."""
    if not plan.has_hooks:
        return None
    asked = [
        AuthorMethod(
            part.asks, f"Whether the subsection `{part.description.name}` is sent.", rank=2
        )
        for part in plan.struct.asked
    ]
    made = [(item.rank, _method(item)) for item in plan.methods]
    made += [(item.rank, HookText(item.name, "bool", item.doc)) for item in asked]
    methods = [method for _, method in sorted(made, key=lambda item: item[0])]
    if plan.struct.check:
        methods.append(HookText("check_restored", REFUSAL, "Refuses a restored state."))
    return Hooks(hooks_name(plan.struct.name), plan.struct.name, methods)


def _method(item: AuthorMethod) -> HookText:
    result = rust_type(item.result) if item.result else ""
    return HookText(item.name, result, item.doc, item.arguments, item.receiver)
