# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of `rules` and `needed`: they parse, their names are there, and nothing overflows."""

from __future__ import annotations

from vmgen import expression
from vmgen.diagnostics import Diagnostics, Position
from vmgen.expression import Compare, Expression, ExpressionError, Name, Number
from vmgen.expression.quote import quote
from vmgen.expression.simplify import idle
from vmgen.model.conditions import condition
from vmgen.model.kinds.reset import reset_field
from vmgen.model.nodes import Device, Field, Rule, Struct, Subsection
from vmgen.model.scope import Read, Scope, UnseenError, by_run_time, enum_of
from vmgen.model.walk import owners


def check_conditions(device: Device, diagnostics: Diagnostics) -> None:
    """Check the rules of all structs and of the device, and when subsections are sent."""
    for owner in owners(device):
        rules, needed = Scope(device, owner, "rule"), Scope(device, owner, "needed")
        for rule in owner.rules:
            if expression_is_good(device, rule.text, rules, rule.position, diagnostics):
                _holds_at_reset(device, owner, rule, diagnostics)
        for subsection in owner.subsections:
            _needed(device, owner, subsection, needed, diagnostics)
            if isinstance(owner, Struct) and owner.foreign and subsection.asks:
                message = f"nobody asks a method of `{owner.name}`, which is only on the wire"
                mend = "Say `needed=` with an expression over the struct's fields."
                diagnostics.add("VM204", subsection.where("needed"), message, mend=mend)
    if device.needed is not None and not device.asks:
        at = device.where("needed")
        scope = Scope(device, device, "needed")
        expression_is_good(device, device.needed.text, scope, at, diagnostics)


def _needed(
    device: Device,
    owner: Device | Struct,
    subsection: Subsection,
    scope: Scope,
    diagnostics: Diagnostics,
) -> None:
    if subsection.needed is None:
        return
    at = subsection.where("needed")
    if subsection.needed.kind == "expression":
        expression_is_good(device, subsection.needed.text, scope, at, diagnostics)
    elif subsection.needed.kind == "changed":
        for field in subsection.fields:
            why = "" if field.kind.unread else _unchanging(device, owner, field)
            if why:
                mend = 'Say `needed=` with an expression, or method("name").'
                diagnostics.add("VM170", at, f"`{field.name}` {why}", mend=mend)


def _unchanging(device: Device, owner: Device | Struct, field: Field) -> str:
    """Why a field cannot be compared with what it is without its subsection; empty if it can."""
    if field.count is not None:
        return f"travels as far as `{field.count}` says, so nothing says that all of it changed"
    if field.present is not None:
        return "has null pointers, so nothing says that all of it changed"
    registers = isinstance(owner, Struct)
    rows = field.shape.rows and not registers
    if rows or not field.kind.may_change(registers=registers):
        return "is no number, so nothing says that it changed"
    struct = field.kind.struct(device)
    if struct is not None and _answered(device, struct):
        return "has a subsection of its own of which its fields do not say whether it is sent"
    return ""


def _answered(device: Device, struct: Struct) -> bool:
    """Whether a mirror, or one inside it, has more than what travels."""
    inside = (item.kind.struct(device) for item in struct.all_fields)
    own = bool(struct.asked or by_run_time(device, struct))
    return own or any(_answered(device, inner) for inner in inside if inner is not None)


def expression_is_good(
    device: Device, text: str, scope: Scope, at: Position, diagnostics: Diagnostics
) -> bool:
    """Whether the expression is a good one; what is wrong with it is noted."""
    try:
        parsed = expression.parse(text)
        unseen = [error for name in expression.names(parsed) if (error := _unseen(scope, name))]
        for error in unseen:
            if error.text:  # none for a field that could not be read, which has been noted
                diagnostics.add("VM171", at, error.text, mend=error.mend)
        if unseen:
            return False
        read = scope.read(text)
        expression.interval(read.expression, read.ranges)
        _of_one_enum(device, read)
        nothing = idle(read.expression, read.types)
        if nothing:
            diagnostics.add("VM172", at, f"{quote(text)}: {nothing}")
            return False
        found = read.expression
        flag = isinstance(found, Name) and read.ranges[found.name] == (0, 1)
        if not flag and not expression.is_truth(found):
            diagnostics.add("VM170", at, f"{quote(text)} is a number, not a condition")
            return False
    except ExpressionError as error:
        diagnostics.add("VM170", at, f"{quote(text)}: {error}")
        return False
    return True


def _unseen(scope: Scope, name: str) -> UnseenError | None:
    try:
        scope.find(name)
    except UnseenError as error:
        return error
    return None


def _of_one_enum(device: Device, read: Read) -> None:
    """A number of one enum says nothing of another."""

    def enum(side: Expression) -> str:
        match side:
            case Name(name):
                return enum_of(device, read.seen[name])
            case Number(called=called) if "." in called and "(" not in called:
                return called.partition(".")[0]
        return ""

    for part in expression.walk(read.expression):
        if isinstance(part, Compare):
            left, right = enum(part.left), enum(part.right)
            if left and right and left != right:
                raise ExpressionError(
                    f"{quote(expression.spelled(part))} compares `{left}` with `{right}`"
                )


def _holds_at_reset(
    device: Device, owner: Device | Struct, rule: Rule, diagnostics: Diagnostics
) -> None:
    """The reset state keeps the rule; not asked of a device whose reset values may be no values."""
    if diagnostics.failed:
        return
    at_reset = condition(device, owner, rule.text, "rule")
    keys = {source.key for _, source in at_reset.sources}
    if not at_reset.holds({key: reset_field(device, owner.by_name[key]) for key in keys}):
        message = f"the reset state of `{owner.name}` breaks {quote(rule.text)}"
        diagnostics.add("VM123", rule.position, message)
