# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions that a number is in a range, or is not.

An end that the type has by itself is not compared with, and at the other end of the type the
comparison is one for equality: `x < 1` of a number without a sign is `x == 0`.
"""

from __future__ import annotations

from vmgen.layout import SCALARS
from vmgen.model.nodes import Field
from vmgen.model.values import is_nonzero


def out_of_range(value: str, field: Field, scalar: str, wire: str = "") -> str:
    """A condition that is true where the value is refused; empty where nothing is.

    `scalar` is the type of `value`, `wire` the number that it was made of, if another: neither
    holds more than its range.
    """
    low, high, least, most = _ends(field.minimum, field.maximum, scalar, wire)
    if least == 0 and is_nonzero(field.type):
        least, low = 1, max(low, 1)
    if low == high:
        return f"{value} != {low}"
    if low > least and high < most:
        return f"!({low}..={high}).contains(&{value})"
    if low > least:
        return f"{value} == {least}" if low == least + 1 else f"{value} < {low}"
    if high < most:
        return f"{value} == {most}" if high == most - 1 else f"{value} > {high}"
    return ""


def any_of(array: str, condition: str) -> str:
    """A condition on an `item`, for any item of an array; empty where there is no condition."""
    if not condition:
        return ""
    if condition.startswith("item == "):
        return f"{array}.contains(&{condition.removeprefix('item == ')})"
    if "&item" in condition:
        return f"{array}.iter().any(|item| {condition.replace('&item', 'item')})"
    return f"{array}.iter().any(|&item| {condition})"


def in_range(value: str, low: int | None, high: int | None, scalar: str) -> str:
    """A condition that is true where the value is in the range; empty where it always is."""
    least, most = SCALARS[scalar].minimum, SCALARS[scalar].maximum
    low, high, *_ = _ends(low, high, scalar, "")
    if low == high:
        return f"{value} == {low}"
    if low > least and high < most:
        return f"({low}..={high}).contains(&{value})"
    if low > least:
        return f"{value} != {least}" if low == least + 1 else f"{value} >= {low}"
    if high < most:
        return f"{value} != {most}" if high == most - 1 else f"{value} <= {high}"
    return ""


def _ends(low: int | None, high: int | None, scalar: str, wire: str) -> tuple[int, int, int, int]:
    """The range within what both types can hold, and what they can hold."""
    infos = [SCALARS[name] for name in (scalar, wire) if name]
    least, most = max(info.minimum for info in infos), min(info.maximum for info in infos)
    return (
        least if low is None else max(low, least),
        most if high is None else min(high, most),
        least,
        most,
    )
