# SPDX-License-Identifier: GPL-2.0-or-later
"""Snapshot and restore of a struct, out of what the kinds of its fields write.

Restore has two halves: `prepare` converts and checks everything and may refuse, `assign` then
changes the state and cannot fail. So a refused state changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.model.nodes import Rule, Subsection
from vmgen.model.scope import Scope
from vmgen.plan import DevicePlan, StructPlan
from vmgen.plan.rust_types import RustType
from vmgen.render.environment import environment, kind_template, made
from vmgen.render.fragment import Fragment
from vmgen.render.operands import of_struct, refusing
from vmgen.render.rust import Rust
from vmgen.render.slot import Slot, slots
from vmgen.render.texts import MOST_ARRAYS, Implementation, Look


def implementation(device: DevicePlan, plan: StructPlan) -> Implementation:
    """`ToMigrationState` of a struct."""
    name, mirror = plan.struct.name, plan.mirror
    rules = list(_rules(device, plan))
    if plan.plain:
        checks = [
            item.fragment("check", f"source.{item.wire_name}") for item in _moving(device, plan)
        ]
        check = [Fragment("source.check_restored()?;")] if plan.struct.check else []
        return Implementation(
            name, mirror, True, [], _some([*checks, *rules, *check]), [], "_version_id", False
        )
    items = [item for item in slots(device, plan) if item.field.migrate and not item.field.derived]
    items = [item for item in items if item.plan.in_mirror or item.plan.at_run_time]
    into = "restored" if plan.struct.check else "self"
    first = sorted(items, key=lambda item: not item.kind.in_queue)
    prepare = _some([*(item.fragment("prepare") for item in first), *rules])
    assign = [Slot(device, plan, item.plan, into).fragment("assign") for item in items]
    assign += [_found_again(into, item.field.name) for item in plan.derived]
    asked = [Fragment(f"target.{part.asks} = self.{part.asks}();") for part in plan.struct.asked]
    asked += [_said(device, plan, part) for part in plan.said]
    by_traits = any(item.by_traits for item in items)
    looped = [item for item in items if not item.one and (item.converts or not item.kind.movable)]
    loops = len(looped) + sum(not item.one for item in items if item.by_traits) > MOST_ARRAYS
    return Implementation(
        name=name,
        mirror=mirror,
        plain=False,
        snapshot=_some([*(item.fragment("snapshot") for item in items), *asked]),
        prepare=prepare,
        look=_look(plan, prepare, loops) if plan.checked else None,
        loops=loops,
        assign=_some(assign),
        version_id="version_id" if by_traits else "_version_id",
        check=plan.struct.check,
    )


def _moving(device: DevicePlan, plan: StructPlan) -> list[Slot]:
    return [item for item in slots(device, plan) if item.plan.in_mirror]


def _some(fragments: list[Fragment]) -> list[Fragment]:
    return [item for item in fragments if item]


def _found_again(into: str, name: str) -> Fragment:
    return Fragment(f"{into}.{name} = {into}.{name}();")


def _said(device: DevicePlan, plan: StructPlan, part: Subsection) -> Fragment:
    """Whether a subsection is sent, by what the mirror does not have."""
    assert part.needed is not None
    read = Scope(device.device, plan.struct, "needed").read(part.needed.text)
    found = of_struct(device, plan, read)
    return Fragment(f"target.{plan.struct.answer(part)} = {found.text};", found.needs)


def _rules(device: DevicePlan, plan: StructPlan) -> Iterator[Fragment]:
    """The refusals of a struct's rules, on the values that the fields are about to get."""
    scope = Scope(device.device, plan.struct, "rule")
    for rule in plan.struct.rules:
        yield from refusal(refusing(device, plan, scope.read(rule.text)), rule)


def refusal(refused: Rust, rule: Rule) -> Iterator[Fragment]:
    """A rule as a statement; none where no value breaks it."""
    macro = environment().get_template("kinds/cast.rs.j2").module.refuse_if  # type: ignore[attr-defined]
    if refused.always is not False:
        condition = Fragment(refused.text, refused.needs)
        yield made(macro, condition, rule.text, position=rule.position)


def _look(plan: StructPlan, prepare: list[Fragment], loops: bool) -> Look:
    """The first half of a restore as a method: it refuses, or gives what it converted."""
    found = [item for fragment in prepare for item in fragment.locals]
    given = [(name, type_) for name, type_ in found if isinstance(type_, RustType)]
    return Look(plan.mirror, given, prepare, _complex([type_ for _, type_ in given]), loops)


def _complex(types: list[RustType]) -> bool:
    """Whether clippy finds a result of these too complex: by its own measure, more than 250."""
    depths = [len(type_.shape.lengths) + len(type_.place.words) + _depth(type_) for type_ in types]
    return 50 + sum(sum(30 + 10 * level for level in range(depth + 1)) for depth in depths) > 250


def _depth(type_: RustType) -> int:
    """How many types the template of a kind puts around another."""
    depth: int = getattr(kind_template(type_.kind.stem()), "depth", 0)
    return depth
