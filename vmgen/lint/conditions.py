# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of `rules` and `needed`: they parse, their names are there, and nothing overflows."""

from __future__ import annotations

from collections.abc import Mapping

from vmgen import expression
from vmgen.diagnostics import Diagnostics, Position
from vmgen.expression import ExpressionError, Interval, Name
from vmgen.expression.quote import quote
from vmgen.expression.simplify import idle
from vmgen.model.conditions import condition
from vmgen.model.kinds.reset import reset_field
from vmgen.model.nodes import Device, Field, Rule, Struct, Subsection

Ranges = Mapping[str, Interval]
Known = tuple[Ranges, Ranges, Mapping[str, str]]
"""Ranges of what can be named, those of the types alone, and why other fields cannot be named."""

NOT_SENT = "does not travel, and only what travels is looked at here"
_MEND = (
    'Let it travel; or ask your own method: `needed=method("name")` for a subsection, `check=True` '
    "for a rule."
)


def check_conditions(device: Device, diagnostics: Diagnostics) -> None:
    """Check the rules of all structs, and when subsections are sent."""
    own = device_ranges(device), device_ranges(device, of_types=True), _others(device, device)
    for subsection in device.subsections:
        _needed(device, subsection, own, diagnostics, mirrored=False)
    for node in device.types:
        if isinstance(node, Struct):
            ranges = (
                struct_ranges(device, node),
                struct_ranges(device, node, of_types=True),
                _others(device, node),
            )
            for rule in node.rules:
                if expression_is_good(rule.text, ranges, rule.position, diagnostics):
                    _holds_at_reset(device, node, rule, diagnostics)
            for subsection in node.subsections:
                _needed(device, subsection, ranges, diagnostics, mirrored=True)
                if node.foreign and subsection.asks:
                    message = f"nobody asks a method of `{node.name}`, which is only on the wire"
                    mend = "Say `needed=` with an expression over the struct's fields."
                    diagnostics.add("VM204", subsection.where("needed"), message, mend=mend)


def device_ranges(device: Device, *, of_types: bool = False) -> dict[str, Interval]:
    """What an expression of the device can name: properties and cells with a number in them.

    `of_types`: what their types can hold, whatever range the spec gives.
    """
    found = {}
    for field in device.all_fields:
        place, named = field.place, field.kind.number is not None and field.shape.one
        if named and not (place.plain or place.migratable):
            found[field.name] = (_unbounded(field) if of_types else field).bounds
    return found


def struct_ranges(device: Device, node: Struct, *, of_types: bool = False) -> dict[str, Interval]:
    """What an expression of a struct can name: numbers, enums, registers and their bit fields."""
    found: dict[str, Interval] = {}
    for field in node.all_fields:
        if field.migrate and field.place.plain and field.shape.one:
            found.update(field.kind.ranges(device, _unbounded(field) if of_types else field))
    return found


def _others(device: Device, node: Device | Struct) -> dict[str, str]:
    """Fields that no expression can name, with the reason; empty for one that was not read."""
    found = {}
    for field in node.all_fields:
        if field.kind.unread:
            found[field.name] = ""
        elif isinstance(node, Struct) and not field.migrate:
            found[field.name] = NOT_SENT
    return found


def _unbounded(field: Field) -> Field:
    return field.model_copy(update={"minimum": None, "maximum": None})


def _needed(
    device: Device,
    subsection: Subsection,
    ranges: Known,
    diagnostics: Diagnostics,
    *,
    mirrored: bool,
) -> None:
    if subsection.needed is None:
        return
    at = subsection.where("needed")
    if subsection.needed.kind == "expression":
        expression_is_good(subsection.needed.text, ranges, at, diagnostics)
    elif subsection.needed.kind == "changed":
        for field in subsection.fields:
            if not field.kind.unread and not _may_change(field, mirrored=mirrored):
                message = f"`{field.name}` is no number, so nothing says that it changed"
                mend = 'Say `needed=` with an expression, or method("name").'
                diagnostics.add("VM170", at, message, mend=mend)


def _may_change(field: Field, *, mirrored: bool) -> bool:
    """Whether a field can be compared with what it is without its subsection."""
    return field.shape.one and field.kind.may_change(registers=mirrored)


def expression_is_good(text: str, known: Known, at: Position, diagnostics: Diagnostics) -> bool:
    """Whether the expression is a good one; what is wrong with it is noted."""
    ranges, types, others = known
    try:
        parsed = expression.parse(text)
        unknown = [name for name in expression.names(parsed) if name not in ranges]
        for name in unknown:
            there = ", ".join(f"`{item}`" for item in ranges) or "nothing"
            reason = others.get(name.partition(".")[0], f"is not there; there is {there}")
            if reason:  # none for a field that could not be read, which has been noted
                mend = _MEND if reason == NOT_SENT else ""
                diagnostics.add("VM171", at, f"`{name}` {reason}", mend=mend)
        if unknown:
            return False
        expression.interval(parsed, ranges)
        nothing = idle(parsed, types)
        if nothing:
            diagnostics.add("VM172", at, f"{quote(text)}: {nothing}")
            return False
        flag = isinstance(parsed, Name) and ranges[parsed.name] == (0, 1)
        if not flag and not expression.is_truth(parsed):
            diagnostics.add("VM170", at, f"{quote(text)} is a number, not a condition")
            return False
    except ExpressionError as error:
        diagnostics.add("VM170", at, f"{quote(text)}: {error}")
        return False
    return True


def _holds_at_reset(device: Device, node: Struct, rule: Rule, diagnostics: Diagnostics) -> None:
    fields = {field.name: field for field in node.all_fields}
    at_reset = condition(device, node, rule.text, restored=True)
    if not at_reset.holds(lambda key: int(reset_field(device, fields[key]))):
        message = f"the reset state of `{node.name}` breaks {quote(rule.text)}"
        diagnostics.add("VM123", rule.position, message)
