# SPDX-License-Identifier: GPL-2.0-or-later
"""From the text of a rule or of `needed` to a condition over the numbers that travel."""

from __future__ import annotations

from dataclasses import replace

from vmgen.expression import names, parse
from vmgen.layout.condition import Condition, Source
from vmgen.model.nodes import Device, Field, Struct


def condition(
    device: Device,
    owner: Device | Struct,
    text: str,
    *,
    restored: bool = False,
    as_sent: bool = False,
) -> Condition:
    """The condition of a text about the fields of `owner`, which passed the checks of the model.

    Bits that do not travel are left out; with `restored` those that a restore sets are there, as
    rules see them. With `as_sent` it is asked about the numbers as they are on the wire, where a
    flag may be any number.
    """
    expression = parse(text)
    fields = {field.name: field for field in owner.all_fields}
    found = {name: _source(device, fields, name, restored) for name in names(expression)}
    if as_sent:
        found = {
            name: replace(source, mask=-1, force=0) if source.key == name else source
            for name, source in found.items()
        }
    return Condition(text, expression, tuple(found.items()))


def _source(device: Device, fields: dict[str, Field], name: str, restored: bool) -> Source:
    key, _, part = name.partition(".")
    field = fields[key]
    if not part:
        mask = -1 if field.mask is None else field.mask
        return Source(key, mask=mask, force=field.force if restored else 0)
    shift, width = field.kind.inside(device, part)
    return Source(key, shift, (1 << width) - 1)
