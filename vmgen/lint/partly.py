# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules, and conditions of fields, that a load answers in another way than the device that saved.

Where something is not sent, the load has the number that it is at reset. So a rule over it that the
device keeps may be broken after the load, which is then refused; and of a field that is there only
if, the load may come to another answer, and reads what follows at the wrong place. Here such a
state is looked for, among numbers at which conditions change their answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random

from vmgen.diagnostics import Diagnostics, Position
from vmgen.expression import (
    Expression,
    Name,
    Number,
    children,
    evaluate,
    made_of,
    names,
    numbers,
    parse,
    reference,
    spelled,
)
from vmgen.expression.quote import quote
from vmgen.model.kinds.reset import reset_field
from vmgen.model.nodes import Device, Struct
from vmgen.model.scope import Asked, Scope, Seen
from vmgen.model.sent import Places
from vmgen.model.walk import owners

_MOST = 20_000
"""States that are looked at for one condition."""

_MEND = (
    "Send what it names always; or let it look at what says whether that is sent, too, as in "
    '`mode != 2 or a <= b` of a `b` with `needed="mode == 2"`.'
)

_Values = dict[str, int]


def check_partly(device: Device, diagnostics: Diagnostics) -> None:
    """Check the rules, and `needed=` of fields in the middle."""
    if diagnostics.failed:
        return  # of what is no good condition nothing can be said
    places = {owner.name: Places(device, owner) for owner in owners(device)}
    for place in places.values():
        if isinstance(place.owner, Struct) and place.owner.foreign:
            continue
        for rule in place.owner.rules:
            _check(_States(device, places, place, rule.text, "rule"), rule.position, diagnostics)
        for field in place.owner.fields:
            sent = not any(kind == "until" for kind, _ in place.conditions(field))
            if field.needed is not None and field.needed.kind == "expression" and sent:
                states = _States(device, places, place, field.needed.text, "needed")
                _check(states, field.where("needed"), diagnostics)


def _check(states: _States, at: Position, diagnostics: Diagnostics) -> None:
    found = states.differing()
    if found is not None:
        live, lost = (", ".join(f"`{key}` {value}" for key, value in it.items()) for it in found)
        message = f"{quote(states.text)}: of {live} a load has {lost}, as that is not sent then"
        diagnostics.add("VM173", at, message, mend=_MEND)


class _States:
    """States of one owner, as far as a condition and what decides about its names look at them."""

    def __init__(
        self, device: Device, places: Mapping[str, Places], place: Places, text: str, asked: Asked
    ) -> None:
        self.text = text
        self._device, self._places, self._owner = device, places, place.owner
        self._asked = asked
        self._seen: dict[str, Seen] = {}
        self._gates: dict[str, list[Expression]] = {}
        """By name what must hold for it to arrive."""
        self._free: dict[str, None] = {}
        """Names for what may hold or not, whatever the numbers are."""
        self._wanted = self._read(text, asked)
        self._rules: dict[str, Expression] = {}
        if any(self._gates.values()):
            self._keep_rules()

    def _read(self, text: str, asked: Asked) -> Expression:
        read = Scope(self._device, self._owner, asked).read(text)
        for name, seen in read.seen.items():
            if name not in self._seen:
                self._seen[name], self._gates[name] = seen, []
                self._gates[name] = list(self._gates_of(seen))
        return read.expression

    def _gates_of(self, seen: Seen) -> Iterator[Expression]:
        owner, prefix = self._owner, ""
        for step in seen.way if seen.arrives else ():
            for kind, text in sorted(self._places[owner.name].differs(step.field)):
                if kind == "until":
                    yield Number(0)
                elif kind == "expression":
                    yield self._read(spelled(_within(owner, parse(text), prefix)), "needed")
                else:
                    self._free[f"{kind} {prefix}{text}"] = None
                    yield Name(f"{kind} {prefix}{text}")
            if step.field.count is not None and step.index is not None:
                before = step.index * step.field.kind.per
                text = f"{prefix}{step.field.count} * {step.field.times} > {before}"
                yield self._read(text, "needed")
            struct = step.field.kind.struct(self._device)
            prefix += step.field.name + "".join(f"[{index}]" for index in step.indices) + "."
            owner = owner if struct is None else struct

    def _keep_rules(self) -> None:
        """The rules that a device keeps in all its states, of those that say something of these."""
        left = [rule.text for rule in self._owner.rules]
        while True:
            near = [text for text in left if self._seen.keys() & set(names(parse(text)))]
            if not near:
                return
            left = [text for text in left if text not in near]
            self._rules.update((text, self._read(text, "rule")) for text in near)

    # -- the search --------------------------------------------------------------------------------

    def differing(self) -> tuple[_Values, _Values] | None:
        """The numbers that the condition names and those that a load has instead; None if none."""
        if not any(self._gates.values()) or self._in_parts():
            return None
        lost = {name: self._lost(seen) for name, seen in self._seen.items()}
        named = list(dict.fromkeys(names(self._wanted)))
        gated = [name for name in named if name in lost and self._gates[name]]
        for live in self._live(lost):
            gone = {
                name: lost[name]
                for name in gated
                if lost[name] != live[name]
                and not all(evaluate(gate, live) for gate in self._gates[name])
            }
            if not gone or not all(evaluate(rule, live) for rule in self._rules.values()):
                continue
            there, after = (evaluate(self._wanted, it) != 0 for it in (live, {**live, **gone}))
            if there != after and (there or self._asked == "needed"):
                deciding = (it for name in gone for gate in self._gates[name] for it in names(gate))
                shown = dict.fromkeys(name for name in (*named, *deciding) if name in lost)
                return {name: live[name] for name in shown}, gone
        return None

    def _in_parts(self) -> bool:
        """Whether a number has two names, or one as a whole and one of its bits: they are no
        numbers that can be tried alone."""
        seen = [item for item in self._seen.values() if not item.now]
        places = [(_way(item), item.length, item.bits) for item in seen]
        whole = {(way, length, "") for way, length, bits in places if bits}
        return len({*places}) < len(places) or bool(whole & {*places})

    def _lost(self, seen: Seen) -> int:
        """What a number is where it does not arrive."""
        field = seen.field
        value = reset_field(self._device, field, field.left_out)
        for index in seen.way[-1].indices:
            value = value[index]
        if seen.length:
            return len(value)
        number = field.restored(int(value)) if field.force else int(value)
        if not seen.bits:
            return number
        shift, width = field.kind.inside(self._device, seen.bits)
        return number >> shift & (1 << width) - 1

    def _live(self, lost: _Values) -> Iterator[_Values]:
        """Numbers that a device may have: all that are worth it, or many of these."""
        every = [self._wanted, *self._rules.values()]
        every += [gate for gates in self._gates.values() for gate in gates]
        near = {value + step for it in every for value in numbers(it) for step in (0, -1, 1)}
        domains = {name: self._domain(name, near, lost[name]) for name in self._seen}
        domains |= {name: [0, 1] for name in self._free}
        size = 1
        for values in domains.values():
            size *= len(values)
        if size <= _MOST:
            found: Iterable[tuple[int, ...]] = product(*domains.values())
        else:
            random = Random(0)
            found = zip(*(random.choices(it, k=_MOST) for it in domains.values()), strict=True)
        for chosen in found:
            yield dict(zip(domains, chosen, strict=True))

    def _domain(self, name: str, near: set[int], lost: int) -> list[int]:
        seen = self._seen[name]
        low, high = seen.bounds
        kind, mask = seen.field.kind, seen.field.mask
        variants = None if seen.bits else kind.variants(self._device)
        if variants is not None:
            return [value for _, value in variants]
        found = sorted({lost, low, high, low + 1, *near})
        plain = seen.bits or seen.length or mask is None
        return [
            value
            for value in found
            if low <= value <= high
            and (plain or seen.field.restored(value) == value)
            and (value or seen.bits or seen.length or not kind.nonzero)
        ] or [lost]


def _way(seen: Seen) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((step.field.name, step.indices) for step in seen.way)


def _within(owner: Device | Struct, part: Expression, prefix: str) -> Expression:
    """An expression of a struct as what is around it writes that; variants are called the same."""
    if not isinstance(part, Name):
        return made_of(part, [_within(owner, item, prefix) for item in children(part)])
    path = reference(part.name)
    if path.steps[0] not in owner.by_name:
        return part
    inside = part.name.removeprefix("len(") if path.length else part.name
    return Name(f"len({prefix}{inside}" if path.length else f"{prefix}{inside}")
