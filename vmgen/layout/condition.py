# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules and conditions of subsections: expressions over the numbers that travel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vmgen.model.expression import Expression, evaluate, names, parse
from vmgen.model.nodes import Bits, Device, Field, Struct
from vmgen.model.types import Named


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name of an expression has its number: some bits of a field."""

    key: str
    shift: int = 0
    mask: int = -1
    force: int = 0
    """Bits that a restore sets."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that is true or false of a struct or device."""

    text: str
    expression: Expression
    sources: tuple[tuple[str, Source], ...]

    def holds(self, number: Callable[[str], int]) -> bool:
        """Whether it is true; `number` gives the number of a field by its key."""
        values = {
            name: number(source.key) >> source.shift & source.mask | source.force
            for name, source in self.sources
        }
        return evaluate(self.expression, values) != 0


def condition(device: Device, owner: Device | Struct, text: str, *, restored: bool) -> Condition:
    """The condition of a text about the fields of `owner`, which passed the checks of the model.

    Bits that do not travel are left out; with `restored` those that a restore sets are there, as
    rules see them.
    """
    expression = parse(text)
    fields = {field.name: field for field in owner.all_fields}
    found = {name: _source(device, fields, name, restored) for name in names(expression)}
    return Condition(text, expression, tuple(found.items()))


def _source(device: Device, fields: dict[str, Field], name: str, restored: bool) -> Source:
    key, _, part = name.partition(".")
    field = fields[key]
    if not part:
        mask = -1 if field.mask is None else field.mask
        return Source(key, mask=mask, force=field.force if restored else 0)
    node = device.find(field.type.name) if isinstance(field.type, Named) else None
    assert isinstance(node, Bits)
    shift = 0
    for item in node.fields:
        if item.name == part:
            return Source(key, shift, (1 << item.width) - 1)
        shift += item.width
    raise AssertionError(f"`{name}` is no bit field")
