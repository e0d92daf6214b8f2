# SPDX-License-Identifier: GPL-2.0-or-later
"""From the text of a rule or of `needed` to a condition over the numbers of a state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vmgen.expression import Name
from vmgen.layout.condition import Condition, Source
from vmgen.model.nodes import Device, Struct
from vmgen.model.scope import Asked, Scope, Seen


def rules(device: Device, owner: Device | Struct) -> Iterator[Condition]:
    """Those that a load asks: what the user may set is looked at when the device is realized."""
    scope = Scope(device, owner, "rule")
    for rule in owner.rules:
        if not scope.read(rule.text).of_properties:
            yield condition(device, owner, rule.text, "rule")


def condition(device: Device, owner: Device | Struct, text: str, asked: Asked) -> Condition:
    """The condition of a text about the fields of `owner`, which passed the checks of the model."""
    read = Scope(device, owner, asked).read(text)
    found = {name: _source(device, seen, asked) for name, seen in read.seen.items()}
    return Condition(text, read.expression, tuple(found.items()))


def answer_key(method: str) -> str:
    """Where a state has what an author's method says: no field has such a name."""
    return f"{method}()"


def answer(method: str) -> Condition:
    """What an author's method says, of which a stream tells nothing."""
    key = answer_key(method)
    return Condition(key, Name(key), ((key, Source(key)),))


def _source(device: Device, seen: Seen, asked: Asked) -> Source:
    """Bits that do not travel are left out; of what arrived, those are set that a restore sets."""
    steps: list[str | int] = []
    for step in seen.way:
        steps += [step.field.name, *step.indices]
    made = Source(str(steps[0]), inside=tuple(steps[1:]), now=seen.now, length=seen.length)
    if seen.bits:
        shift, width = seen.field.kind.inside(device, seen.bits)
        return replace(made, shift=shift, mask=(1 << width) - 1)
    if not seen.arrives:
        return made
    mask = -1 if seen.field.mask is None else seen.field.mask
    return replace(made, mask=mask, force=seen.field.force if asked == "rule" else 0)
