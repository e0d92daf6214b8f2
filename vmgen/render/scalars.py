# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers in Rust: literals, conversions between widths, and the statements all kinds share."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from vmgen.layout import SCALARS
from vmgen.model.emitted import LOCALS
from vmgen.model.nodes import Field, ResetElement
from vmgen.model.types import Scalar
from vmgen.model.values import bounds

_RULE_WIDTH = 64
"""Columns of a rule in a message: rustfmt leaves strings as they are."""
DURATION_UNITS = {"ns": "nanos", "us": "micros", "ms": "millis", "s": "secs"}
"""How `std::time::Duration` names the units of a spec."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Rust for one field; each entry is a whole statement, `assign` may be empty."""

    snapshot: tuple[str, ...]
    prepare: tuple[str, ...]
    assign: str


def literal(value: ResetElement) -> str:
    """A flag or number as Rust writes it: small numbers decimal, others hexadecimal in groups."""
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int)
    if -10 < value < 10:
        return str(value)
    digits = f"{abs(value):x}"
    if len(digits) > 4:
        digits = digits.zfill(-(-len(digits) // 4) * 4)
        digits = "_".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return f"{'-' * (value < 0)}0x{digits}"


def widens(source: str, target: str) -> bool:
    """Whether Rust has `From<source> for target` between these scalars."""
    if source == target:
        return True
    if source == "usize" or target == "usize":
        return (source, target) in {("u8", "usize"), ("u16", "usize"), ("bool", "usize")}
    if target == "bool":
        return False
    low, high = SCALARS[source].minimum, SCALARS[source].maximum
    info = SCALARS[target]
    return info.minimum <= low and high <= info.maximum


def widened(source: str, target: str, value: str, field: Field) -> str:
    """A conversion of a snapshot, which must not fail.

    The spec's check has shown that it loses nothing of the field's range. What a faulty device
    holds outside the range becomes a number that a restore refuses, where there is one.
    """
    if source == target:
        return value
    if widens(source, target):
        return f"{target}::from({value})"
    return f"{target}::try_from({value}).unwrap_or({target}::{_refused_end(source, target, field)})"


def _refused_end(source: str, target: str, field: Field) -> str:
    """The end of the wire type that is no value of the field; MAX where both are."""
    info, (low, high) = SCALARS[target], bounds(field, Scalar(name=source))
    taken = {info.minimum: low <= info.minimum, info.maximum: info.maximum <= high}
    if field.none is not None:
        taken |= {field.none: True}
    return "MIN" if taken[info.maximum] and not taken[info.minimum] else "MAX"


def narrowed(source: str, target: str, value: str, what: str) -> str:
    """A conversion that refuses what does not fit; `what` is named in the report."""
    if source == target:
        return value
    if widens(source, target):
        return f"{target}::from({value})"
    return or_refused(f"{target}::try_from({value})", what)


def local_name(name: str) -> str:
    """The name of the local that holds a field's new value: two fields never have one.

    What a statement of vmgen's is called with, or calls, is not hidden by it.
    """
    stem = re.sub("(_value)+$", "", name)
    return f"{name}_value" if stem in LOCALS else name


def refusal(what: str) -> str:
    """The statement that refuses a state for a field or a rule; a long rule is in several lines."""
    lines = textwrap.wrap(what, _RULE_WIDTH, break_long_words=False, break_on_hyphens=False)
    text = " \\\n                 ".join(lines)
    return f'return Err(refused("{text}"))'


def or_refused(result: str, what: str) -> str:
    """The value of a `Result`, or the refusal."""
    return f'{result}.map_err(|_| refused("{what}"))?'


def some_or_refused(option: str, what: str) -> str:
    """The value of an `Option`, or the refusal."""
    return f'{option}.ok_or_else(|| refused("{what}"))?'


def refuse_if(condition: str, what: str) -> tuple[str, ...]:
    """The refusal under a condition; nothing where there is no condition."""
    return (f"if {condition} {{ {refusal(what)}; }}",) if condition else ()


def each(expression: str, value: str, array: bool, owner: str = "") -> str:
    """The expression for a value, or mapped over an array; a plain call is passed by its path.

    `owner` is the type of an element, for a path to its methods.
    """
    if not array or expression == "@":
        return expression.replace("@", value)
    return f"{value}.map({as_function(expression, 'item', owner)})"


def as_function(expression: str, name: str, owner: str = "") -> str:
    """An expression as a function of its `@`: a path where that is all it does, or a closure."""
    call = expression.removesuffix("(@)")
    if call != expression and "@" not in call:
        return call
    method = expression.removeprefix("@.").removesuffix("()")
    if owner and method.isidentifier():
        return f"{owner}::{method}"
    return f"|{name}| {expression.replace('@', name)}"


def element_scalar(type_: str) -> str:
    """The element type of `[T; N]`, or T itself."""
    return type_[1:].partition(";")[0] if type_.startswith("[") else type_
