# SPDX-License-Identifier: GPL-2.0-or-later
"""Random layouts: what they are made of."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from fuzz.compat_judge import Sided
from vmgen.expression import parse
from vmgen.layout import SCALARS, Body, Nested, Number, Padding, WireField, WireSubsection, whole
from vmgen.layout.condition import Condition, Source

SCALAR_NAMES = ("bool", "u8", "u16", "u32", "i8", "i16", "i32")


@dataclass(frozen=True)
class Item:
    """A field of a layout, before a condition or count knows what stands before it."""

    name: str
    kind: str
    """`number`, `array`, `counted`, `padding`, or `struct`."""
    scalar: str = "u8"
    count: int = 1
    low: int | None = None
    high: int | None = None
    reset: int = 0
    since: int = 0
    until: int | None = None
    needed: str = ""
    by: str = ""
    inner: tuple[Item, ...] = ()
    variants: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sub:
    """A subsection."""

    name: str
    items: tuple[Item, ...]
    needed: str = ""
    version: int = 1
    minimum: int = 1


@dataclass(frozen=True)
class Layout:
    """What a layout is made of."""

    items: tuple[Item, ...]
    subs: tuple[Sub, ...] = ()
    version: int = 1
    minimum: int = 1
    rule: str = ""
    fresh: int = 0
    """The number of the next name."""

    @property
    def sided(self) -> Sided:
        """The layout, with the values of a reset device."""
        reset: dict[str, Any] = {}
        fields = tuple(_field(it, reset) for it in self.items)
        subs = tuple(_sub(it, reset) for it in self.subs)
        rules = (condition(self.rule),) if self.rule else ()
        body = Body("dev", self.version, self.minimum, fields, subs, rules=rules)
        return Sided(body, reset)


def condition(text: str) -> Condition:
    """A condition over numbers of the device."""
    names = [word for word in text.replace("(", " ").split() if word[0] == "f"]
    sources = tuple((name, Source(name)) for name in dict.fromkeys(names))
    return Condition(text, parse(text), sources)


def _number(item: Item) -> Number:
    number = whole(item.scalar)
    if item.variants:
        names = tuple((f"V{value}", value) for value in item.variants)
        values = [value for _, value in names]
        return replace(number, variants=names, minimum=min(values), maximum=max(values))
    low = number.minimum if item.low is None else item.low
    high = number.maximum if item.high is None else item.high
    return replace(number, minimum=low, maximum=high)


def _reset(item: Item) -> int | bool:
    number = _number(item)
    value = min(max(item.reset, number.minimum), number.maximum)
    value = item.variants[0] if item.variants else value
    return bool(value) if item.scalar == "bool" else value


def _field(item: Item, reset: dict[str, Any]) -> WireField:
    gates: dict[str, Any] = {"since": item.since, "until": item.until}
    gates["needed"] = condition(item.needed) if item.needed else None
    if item.kind == "padding":
        return WireField("", item.name, Padding(item.count), **gates)
    if item.kind == "struct":
        inner: dict[str, Any] = {}
        fields = tuple(_field(it, inner) for it in item.inner)
        nested = Nested("registers", Body("part", 1, 1, fields), 0)
        many = item.count > 1
        reset[item.name] = [dict(inner) for _ in range(item.count)] if many else inner
        return WireField(item.name, item.name, nested, item.count if many else None, **gates)
    value = _reset(item)
    if item.kind == "number":
        reset[item.name] = value
        return WireField(item.name, item.name, _number(item), reset=(int(value),), **gates)
    reset[item.name] = [value] * item.count
    made = WireField(item.name, item.name, _number(item), item.count, **gates)
    made = replace(made, reset=(int(value),) * item.count)
    if item.kind == "counted":
        made = replace(made, counted=item.by, fits=item.count)
    return made


def _sub(item: Sub, reset: dict[str, Any]) -> WireSubsection:
    fields = tuple(_field(it, reset) for it in item.items)
    body = Body(item.name, item.version, item.minimum, fields)
    if not item.needed:
        return WireSubsection(body)
    return WireSubsection(body, "expression", expression=condition(item.needed))


# -- at random -------------------------------------------------------------------------------------


def plain(rng: random.Random, name: str, *, simple: bool = False) -> Item:
    """A number, or with `simple` not set an array of them."""
    scalar = rng.choice(SCALAR_NAMES)
    info = SCALARS[scalar]
    kind = "number" if simple else rng.choice(["number", "number", "number", "array"])
    item = Item(name, kind, scalar, rng.randint(1, 4), reset=rng.choice([0, 0, 1, 3]))
    if scalar != "bool" and rng.random() < 0.3:
        low, high = sorted(rng.sample(range(max(info.minimum, -9), 12), 2))
        return replace(item, low=max(low, info.minimum), high=min(high, info.maximum))
    if scalar in ("u8", "u16") and rng.random() < 0.2:
        return replace(item, variants=tuple(sorted(rng.sample(range(6), 3))))
    return item


def any_item(rng: random.Random, name: str) -> Item:
    """A field of any kind but counted ones."""
    roll = rng.random()
    if roll < 0.12:
        return Item(name, "padding", count=rng.randint(1, 4))
    if roll < 0.24:
        inner = tuple(plain(rng, f"{name}_{at}", simple=True) for at in range(rng.randint(1, 3)))
        return Item(name, "struct", count=rng.choice([1, 1, 2, 3]), inner=inner)
    return plain(rng, name)


def wants(rng: random.Random, before: tuple[Item, ...]) -> str:
    """A condition over a number that always is there; empty where there is none."""
    usable = [
        it for it in before if it.kind == "number" and not (it.since or it.needed or it.until)
    ]
    if not usable:
        return ""
    name, number = rng.choice(usable).name, rng.randint(0, 4)
    return f"{name} {rng.choice(['>', '>=', '<', '==', '!='])} {number}"


def layout(rng: random.Random) -> Layout:
    """A layout of a few fields and subsections."""
    items: tuple[Item, ...] = ()
    fresh = rng.randint(2, 6)
    version = rng.randint(1, 3)
    minimum = rng.randint(1, version)
    for at in range(fresh):
        item = any_item(rng, f"f{at}")
        if rng.random() < 0.15:
            item = replace(item, since=rng.randint(1, version))
        elif rng.random() < 0.15 and item.kind != "padding":
            item = replace(item, needed=wants(rng, items))
        items = (*items, item)
    made = Layout(items, (), version, minimum, fresh=fresh)
    for _ in range(rng.choice([0, 0, 1, 2])):
        made = more_subs(made, rng)
    if rng.random() < 0.2:
        ruled = replace(made, rule=wants(rng, made.items))
        made = ruled if possible_rule(ruled) else made
    return made


def possible_rule(made: Layout) -> bool:
    """Whether there are states that keep the rule, and not one alone."""
    if not made.rule:
        return True
    name = made.rule.split()[0]
    number = _number(next(it for it in made.items if it.name == name))
    values = [value for value in range(-10, 300) if number.accepts(value)]
    return sum(condition(made.rule).holds({name: value}) for value in values) > 1


def more_subs(made: Layout, rng: random.Random) -> Layout:
    """The layout with a new subsection."""
    name = f"f{made.fresh}"
    needed = wants(rng, made.items) if rng.random() < 0.8 else ""
    sub = Sub(f"dev/{name}", (plain(rng, name),), needed)
    return replace(made, subs=(*made.subs, sub), fresh=made.fresh + 1)
