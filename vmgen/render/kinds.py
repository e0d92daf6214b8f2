# SPDX-License-Identifier: GPL-2.0-or-later
"""Statements for the kinds of fields whose run-time form is richer than a number.

`@` in an expression stands for the value that is converted, as in `conversion.py`.
"""

from __future__ import annotations

from typing import Literal

from vmgen.model.nodes import Field
from vmgen.model.types import ArrayOf, Fifo, Optional
from vmgen.model.values import is_nonzero, scalar_of
from vmgen.plan import FieldPlan
from vmgen.render.scalars import (
    DURATION_UNITS,
    Statements,
    as_function,
    each,
    literal,
    local_name,
    narrowed,
    or_refused,
    refuse_if,
    some_or_refused,
    widened,
)


def nonzero(item: FieldPlan, refused: str) -> Statements:
    """`NonZeroU8` as a number; `refused` is the condition on the local's `.get()`."""
    name, wire, local = item.field.name, item.field.wire_name, local_name(item.field.name)
    number = narrowed(item.wire, _number_type(item.field), f"source.{wire}", name)
    load = f"let {local} = {some_or_refused(f'{item.runtime}::new({number})', name)};"
    save = widened(_number_type(item.field), item.wire, f"self.{name}.get()", item.field)
    return Statements(
        (f"target.{wire} = {save};",), (load, *refuse_if(refused, name)), f"self.{name} = {local};"
    )


def _number_type(field: Field) -> str:
    scalar = scalar_of(field.type)
    assert scalar is not None
    return scalar.name


def option(item: FieldPlan, refused: str) -> Statements:
    """An option as a sentinel or behind a flag; `refused` is the condition on `value`."""
    name, local = item.field.name, local_name(item.field.name)
    refuse = refuse_if(f"{local}.is_some_and(|value| {refused})" if refused else "", name)
    load = f"let {local} = {_option_load(item)};"
    return Statements(_option_save(item), (load, *refuse), f"self.{name} = {local};")


def _option_save(item: FieldPlan) -> tuple[str, ...]:
    field, number = item.field, _number_type(item.field)
    absent = "0" if field.none is None else literal(field.none)
    value = widened(number, item.wire, "@.get()" if is_nonzero(field.type) else "@", field)
    if value == "@":
        text = f"self.{field.name}.unwrap_or({absent})"
    else:
        function = as_function(value, "value", _inner(item))
        text = f"self.{field.name}.map_or({absent}, {function})"
    lines = (f"target.{field.wire_name} = {text};",)
    return (f"target.{field.flag} = self.{field.name}.is_some();", *lines) if field.flag else lines


def _inner(item: FieldPlan) -> str:
    """The type inside an option."""
    return item.runtime.removeprefix("Option<").removesuffix(">")


def _option_load(item: FieldPlan) -> str:
    field, number = item.field, _number_type(item.field)
    assert isinstance(field.type, Optional)
    source = f"source.{field.wire_name}"
    inner = _inner(item)
    if is_nonzero(field.type) and not field.none and not field.flag:
        return f"{inner}::new({narrowed(item.wire, number, source, field.name)})"
    value = narrowed(item.wire, number, source if field.flag else "value", field.name)
    if is_nonzero(field.type):
        value = some_or_refused(f"{inner}::new({value})", field.name)
    if field.flag:
        if "?" not in value:
            return f"source.{field.flag}.then_some({value})"
        return f"if source.{field.flag} {{ Some({value}) }} else {{ None }}"
    assert field.none is not None
    return f"match {source} {{ {literal(field.none)} => None, value => Some({value}) }}"


def duration(item: FieldPlan) -> Statements:
    """A duration as a number of its unit."""
    name, wire = item.field.name, item.field.wire_name
    unit = DURATION_UNITS[item.field.unit or "ns"]
    save = f"self.{name}.as_{unit}()"
    if not (unit == "secs" and item.wire == "u64"):  # too long is as long as can be
        save = f"{item.wire}::try_from({save}).unwrap_or({item.wire}::MAX)"
    number = f"source.{wire}" if item.wire == "u64" else f"u64::from(source.{wire})"
    return Statements(
        (f"target.{wire} = {save};",), (), f"self.{name} = Duration::from_{unit}({number});"
    )


def rows(item: FieldPlan) -> Statements:
    """An array of arrays, flattened."""
    name = item.field.name
    return Statements(
        (f"target.{name}.copy_from_slice(self.{name}.as_flattened());",),
        (),
        f"self.{name}.as_flattened_mut().copy_from_slice(&source.{name});",
    )


def mask(item: FieldPlan, refused: str, *, named: bool) -> Statements:
    """Bits that travel, and bits that a restore sets.

    `refused` is the condition on the local that holds the restored value; it is there for a
    condition, or where a rule has the field `named`.
    """
    field = item.field
    array = isinstance(field.type, ArrayOf)
    cut = "@" if field.mask is None else f"@ & {literal(field.mask)}"
    restored = cut if not field.force else f"({cut}) | {literal(field.force)}"
    if field.mask is None:
        restored = f"@ | {literal(field.force)}"
    snapshot = f"target.{field.wire_name} = {each(cut, f'self.{field.name}', array)};"
    value = each(restored, f"source.{field.wire_name}", array)
    if not refused and not named:
        return Statements((snapshot,), (), f"self.{field.name} = {value};")
    local = local_name(field.name)
    prepare = (f"let {local} = {value};", *refuse_if(refused, field.name))
    return Statements((snapshot,), prepare, f"self.{field.name} = {local};")


def custom(item: FieldPlan) -> Statements:
    """The author's type, by the author's `From<&T>` and `TryFrom`."""
    name, wire, local = item.field.name, item.field.wire_name, local_name(item.field.name)
    load = f"let {local} = {or_refused(f'{item.runtime}::try_from(source.{wire})', name)};"
    return Statements(
        (f"target.{wire} = {item.wire}::from(&self.{name});",), (load,), f"self.{name} = {local};"
    )


def armed(item: FieldPlan) -> Statements:
    """A timer that does not tell when it expires: by the author's methods."""
    name, wire = item.field.name, item.field.wire_name
    if isinstance(item.field.type, ArrayOf):
        return Statements(
            (
                f"for (index, to) in target.{wire}.iter_mut().enumerate() "
                f"{{ *to = self.{name}_expire_time_ns(index).unwrap_or(-1); }}",
            ),
            (),
            f"for (index, from) in source.{wire}.into_iter().enumerate() "
            f"{{ self.arm_{name}(index, u64::try_from(from).ok()); }}",
        )
    return Statements(
        (f"target.{wire} = self.{name}_expire_time_ns().unwrap_or(-1);",),
        (),
        f"self.arm_{name}(u64::try_from(source.{wire}).ok());",
    )


# -- rings -----------------------------------------------------------------------------------------


def part(item: FieldPlan, fifos: dict[str, Fifo]) -> Statements:
    """A number on the wire that the author computes, or that a FIFO gives; never restored."""
    found = item.field.part
    assert found is not None
    wire = item.field.wire_name
    if found.kind == "computed":
        return Statements((f"target.{wire} = self.{item.field.name}();",), (), "")
    if found.kind == "slots":
        return Statements(tuple(_slots(wire, found.of)), (), "")
    fifo = found.of[0]
    most = fifos[fifo].extent
    length = f"self.{fifo}.len().min({most})"
    text = {
        "length": f"{length} as {item.wire}",
        "oldest": "0",
        "free": f"({length} % {most}) as {item.wire}" if fifos[fifo].length > 1 else "0",
    }[found.kind]
    return Statements((f"target.{wire} = {text};",), (), "")


def _slots(wire: str, fifos: tuple[str, ...]) -> list[str]:
    """Items from slot 0 on; several rings lie slot by slot in turn."""
    lines = []
    for index, fifo in enumerate(fifos):
        slots = f"target.{wire}.iter_mut(){_every(index, len(fifos))}"
        lines.append(f"for (slot, item) in {slots}.zip(&self.{fifo}) {{ *slot = *item; }}")
    return lines


def _every(index: int, count: int) -> str:
    skip = f".skip({index})" if index else ""
    return skip + (f".step_by({count})" if count > 1 else "")


def fifo(item: FieldPlan, fields: tuple[FieldPlan, ...]) -> Statements:
    """A queue from its ring: the parts are the fields that name it."""
    name = item.field.name
    assert isinstance(item.field.type, Fifo)
    parts = {
        other.field.part.kind: other.field
        for other in fields
        if other.field.part is not None and name in other.field.part.of
    }
    array = parts["slots"]
    of = array.part.of if array.part else (name,)
    slots = f"source.{array.wire_name}.iter(){_every(of.index(name), len(of))}.copied()"
    end: Literal["oldest", "free"] = "oldest" if "oldest" in parts else "free"
    function = "fifo_from" if end == "oldest" else "fifo_until"
    local = local_name(name)
    ends = f"source.{parts[end].wire_name}, source.{parts['length'].wire_name}"
    call = some_or_refused(f"{function}({slots}, {ends})", name)
    return Statements((), (f"let {local} = {call};",), f"self.{name} = {local};")


def functions(fields: tuple[FieldPlan, ...]) -> set[str]:
    """The helper functions that the FIFOs among these fields need."""
    kinds = {item.field.part.kind for item in fields if item.field.part is not None}
    return {
        name for kind, name in (("oldest", "fifo_from"), ("free", "fifo_until")) if kind in kinds
    }
