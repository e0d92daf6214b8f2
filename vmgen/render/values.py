# SPDX-License-Identifier: GPL-2.0-or-later
"""Reset values as Rust, and which structs need a `Default` written out."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.render.fragment import Fragment
from vmgen.render.slot import Slot
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Default:
    """A field's reset value: the Rust expression, and whether `derive(Default)` gives the same."""

    name: str
    expression: Fragment
    derivable: bool
    comment: str = ""
    """What must be said of an expression that is unsafe."""
    truth: bool | None = None
    """Of a flag, what it is."""


def runtime_default(slot: Slot) -> Default:
    """The field of the run-time struct."""
    about = getattr(slot.template, "about_default", "")
    return Default(slot.name, slot.fragment("default"), slot.derived, about)


def mirror_defaults(slot: Slot) -> Iterator[Default]:
    """The field of the mirror: the value where it did not arrive; an option may have a flag."""
    if slot.flag is not None:
        there = slot.left_out[0] is not None
        yield Default(slot.flag, Fragment("true" if there else "false"), not there, truth=there)
    value = slot.outgoing(slot.left_out[0]) if slot.one else None
    truth = value if isinstance(value, bool) else None
    expression = slot.fragment("wire_default")
    yield Default(slot.wire_name, expression, slot.wire_derived, truth=truth)


def written(defaults: list[Default]) -> list[Default]:
    """The defaults if one of them needs writing, else nothing: derive does it."""
    return [] if all(item.derivable for item in defaults) else defaults
