# SPDX-License-Identifier: GPL-2.0-or-later
"""A layout as text that people can read and `git diff` can show, and back without a loss.

One line a field, in wire order, what is nested below what it is in. A word says what is not as
usual: of a number that is bounded `minimum=` and `maximum=`, of one after a reset `reset=`.

    section "dev" version 3 minimum 1
        regs: registers memory=8
            section "dev/regs" version 1 minimum 1
                control: u16 reset=0
                items: u32[8] counted="count" fits=8 reset=0
        last: u16 needed="control != 0" reset=0
        -: unused 4 name="unused" since=2
        subsection "dev/late" version 1 minimum 1 condition="flag" flag="on"
            late: u8 reset=0
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from vmgen.expression import (
    Arithmetic,
    Compare,
    Expression,
    ExpressionError,
    Invert,
    Junction,
    Name,
    Not,
    names,
    parse,
)
from vmgen.expression import (
    Number as Constant,
)
from vmgen.layout import (
    BitField,
    Body,
    Element,
    Nested,
    Number,
    Padding,
    Timer,
    WireField,
    WireSubsection,
)
from vmgen.layout.condition import Condition, Source
from vmgen.layout.element import whole

INDENT = "    "


def body_lines(body: Body, head: str = "section", words: str = "") -> Iterator[str]:
    """The lines of a description."""
    versions = f"version {body.version_id} minimum {body.minimum_version_id}"
    needed = _said({"needed": body.needed}, {})
    yield f"{head} {_json(body.name)} {versions}{words}{needed}"
    for field in body.fields:
        yield from _indented(_field(field))
    for ring in body.rings:
        yield f"{INDENT}queue {_json(_plain(ring))}"
    for rule in body.rules:
        yield f"{INDENT}rule {_json(_plain(rule))}"
    for key, value in body.absent:
        yield f"{INDENT}absent {_json([key, value])}"
    for item in body.subsections:
        said = _said(_of(item, "body"), _USUAL_SUBSECTION)
        yield from _indented(body_lines(item.body, "subsection", said))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"{INDENT}{line}" for line in lines)


def _field(field: WireField) -> Iterator[str]:
    element = field.element
    count = "" if field.count is None else f"[{field.count}]"
    said = _of(field, "key", "element", "count") | {"reset": _reset(field.reset)}
    words = _said(said, _USUAL_FIELD | {"name": field.key})
    yield f"{field.key or '-'}: {_element(element)}{count}{words}"
    if isinstance(element, Nested):
        yield from _indented(body_lines(element.body))


def _element(element: Element) -> str:
    match element:
        case Number():
            said = _said(_of(element, "encoding"), _usual_number(element.encoding))
            return f"{element.encoding}{said}"
        case Padding(size, label):
            return f"unused {size}{_said({'label': label}, {'label': ''})}"
        case Timer(memory, restored):
            return f"timer{_said({'memory': memory, 'restored': restored}, {'restored': False})}"
        case Nested(role=role):
            return f"{role}{_said(_of(element, 'role', 'body'), _USUAL_NESTED)}"
    raise TypeError(f"{type(element).__name__} is in no spec")


def _reset(numbers: tuple[int, ...] | None) -> object:
    """Of many that are the same, one."""
    if numbers and len(set(numbers)) == 1:
        return int(numbers[0])
    return None if numbers is None else [int(it) for it in numbers]


def _of(value: Any, *without: str) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: getattr(value, name) for name in parts_of(kind) if name not in without}


@cache
def parts_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(it.name for it in dataclasses.fields(kind))


@cache
def _usual_number(encoding: str) -> dict[str, Any]:
    return _of(whole(encoding))


_USUAL_FIELD = _of(WireField("", "", Padding(0)))
_USUAL_SUBSECTION = _of(WireSubsection(Body("", 0, 0, ())))
_USUAL_NESTED = _of(Nested("struct", Body("", 0, 0, ()), 0))


def _said(values: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    """Words for what is not as usual."""
    shown = [(name, value) for name, value in values.items() if value != usual.get(name)]
    return "".join([f" {name}={_json(_plain(value))}" for name, value in shown])


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


# -- values ----------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Condition):
        return _condition(value)
    if isinstance(value, BitField):
        variants = () if value.variants is None else (_plain(value.variants),)
        return [value.name, int(value.width), *variants]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in _of(value).items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _condition(made: Condition) -> Any:
    """Its text, if that says all; else with what its names stand for."""
    plain = tuple((name, Source(name)) for name in dict.fromkeys(names(made.expression)))
    if made.sources == plain and _parsed(made.text) == made.expression:
        return made.text
    sources = {name: _without(source) for name, source in made.sources}
    return {"text": made.text, "means": _told(made.expression), "names": sources}


def _without(source: Source) -> dict[str, Any]:
    """A source without what is as usual."""
    usual = Source(source.key)
    return {
        name: _plain(value)
        for name, value in _of(source).items()
        if name == "key" or value != getattr(usual, name)
    }


def _parsed(text: str) -> Expression | None:
    try:
        return parse(text)
    except (ExpressionError, ValueError):
        return None


def _told(expression: Expression) -> Any:
    """An expression as a list: what is done, and to what."""
    match expression:
        case Constant(value):
            return int(value)
        case Name(name):
            return name
        case Arithmetic(op, left, right):
            return ["do", op, _told(left), _told(right)]
        case Compare(op, left, right):
            return ["is", op, _told(left), _told(right)]
        case Junction(op, parts):
            return [op, *map(_told, parts)]
        case Not(part):
            return ["not", _told(part)]
        case Invert(part):
            return ["~", _told(part)]
