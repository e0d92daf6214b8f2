# SPDX-License-Identifier: GPL-2.0-or-later
"""States in pydantic: what the annotations of several kinds are made of.

Builds have no states: kinds import this where they are asked for one, and pydantic with it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from vmgen.layout import SCALARS


class State(BaseModel):
    """A struct of registers at run time. Every assignment is checked."""

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        revalidate_instances="always",
        protected_namespaces=(),
    )


def number(low: int, high: int) -> Any:
    """An integer, both ends included."""
    return Annotated[int, Field(strict=True, ge=low, le=high)]


class ClockState(State):
    """A clock: its period in units of 2^-32 ns, and what its output is scaled by."""

    period: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u64"].maximum)] = 0
    multiplier: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u32"].maximum)] = 1
    divider: Annotated[int, Field(strict=True, ge=0, le=SCALARS["u32"].maximum)] = 1


TimerState = number(0, SCALARS["i64"].maximum) | None
"""When a timer expires, in ns; None while it is not pending."""


def scalar(name: str) -> Any:
    """A scalar with all of its range."""
    info = SCALARS[name]
    return StrictBool if name == "bool" else number(info.minimum, info.maximum)


def without_zero(annotation: Any) -> Any:
    """A number that is not 0."""
    return Annotated[annotation, AfterValidator(_not_zero)]


def enumeration(variants: type[IntEnum]) -> Any:
    """One of the variants, which may be given by its name."""

    def convert(value: Any) -> Any:
        known = isinstance(value, str) and value in variants.__members__
        return variants[value] if known else value

    return Annotated[variants, BeforeValidator(convert)]


def items(element: Any, low: int, high: int) -> Any:
    """A list of so many."""
    return Annotated[list[element], Field(min_length=low, max_length=high)]


def _not_zero(value: int) -> int:
    if value == 0:
        raise ValueError("0 is no value of a NonZero")
    return value
