# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes of layouts as people make them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from fuzz.compat_layouts import (
    SCALAR_NAMES,
    Item,
    Layout,
    Sub,
    any_item,
    more_subs,
    plain,
    possible_rule,
    wants,
)
from vmgen.layout import SCALARS


def _edited(made: Layout, rng: random.Random, change: Callable[[Item], Item | None]) -> Layout:
    """One item changed, or taken out."""
    at = rng.randrange(len(made.items))
    new = change(made.items[at])
    middle = () if new is None else (new,)
    return replace(made, items=(*made.items[:at], *middle, *made.items[at + 1 :]))


def _insert(made: Layout, item: Item, at: int) -> Layout:
    items = (*made.items[:at], item, *made.items[at:])
    return replace(made, items=items, fresh=made.fresh + 1)


def _add(made: Layout, rng: random.Random) -> Layout:
    return _insert(made, any_item(rng, f"f{made.fresh}"), rng.randint(0, len(made.items)))


def _add_gated(made: Layout, rng: random.Random) -> Layout:
    item = replace(any_item(rng, f"f{made.fresh}"), since=made.version + 1)
    item = replace(item, since=rng.randint(1, made.version + 1)) if rng.random() < 0.2 else item
    more = _insert(made, item, rng.randint(0, len(made.items)))
    return replace(more, version=made.version + 1)


def _add_if(made: Layout, rng: random.Random) -> Layout:
    at = rng.randint(0, len(made.items))
    item = replace(plain(rng, f"f{made.fresh}"), needed=wants(rng, made.items[:at]))
    return _insert(made, item, at)


def _add_counted(made: Layout, rng: random.Random) -> Layout:
    at = rng.randint(0, len(made.items))
    names = [it.name for it in made.items[:at] if it.kind == "number" and it.scalar[0] == "u"]
    if not names:
        return made
    item = plain(rng, f"f{made.fresh}")
    return _insert(made, replace(item, kind="counted", by=rng.choice(names)), at)


def _counted_changed(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        return replace(item, count=rng.randint(1, 5)) if item.kind == "counted" else item

    return _edited(made, rng, change)


def _remove(made: Layout, rng: random.Random) -> Layout:
    return _edited(made, rng, lambda item: None) if len(made.items) > 1 else made


def _swap(made: Layout, rng: random.Random) -> Layout:
    if len(made.items) < 2:
        return made
    at = rng.randrange(len(made.items) - 1)
    items = list(made.items)
    items[at], items[at + 1] = items[at + 1], items[at]
    return replace(made, items=tuple(items))


def size(item: Item) -> int:
    """Bytes on the wire."""
    if item.kind == "padding":
        return item.count
    if item.kind == "struct":
        return item.count * sum(map(size, item.inner))
    return SCALARS[item.scalar].size * (item.count if item.kind != "number" else 1)


def _unused(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        if item.kind == "counted":
            return item
        return Item(item.name, "padding", count=size(item), since=item.since, until=item.until)

    return _edited(made, rng, change)


def _reused(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        if item.kind != "padding" or item.count not in (1, 2, 4):
            return item
        scalar = {1: "u8", 2: "u16", 4: "u32"}[item.count]
        return Item(f"f{made.fresh}", "number", scalar, since=item.since, until=item.until)

    return replace(_edited(made, rng, change), fresh=made.fresh + 1)


def _scalar(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        if item.kind in ("padding", "struct") or item.low is not None or item.variants:
            return item
        return replace(item, scalar=rng.choice(SCALAR_NAMES))

    return _edited(made, rng, change)


def _range(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        if item.kind not in ("number", "array", "counted") or item.scalar == "bool":
            return item
        if item.variants:
            return replace(item, variants=tuple(sorted(rng.sample(range(7), rng.randint(2, 4)))))
        info = SCALARS[item.scalar]
        low, high = sorted((rng.randint(-3, 9), rng.randint(0, 12)))
        return replace(item, low=max(low, info.minimum), high=min(high, info.maximum))

    return _edited(made, rng, change)


def _reset_changed(made: Layout, rng: random.Random) -> Layout:
    return _edited(made, rng, lambda item: replace(item, reset=rng.randint(0, 3)))


def _count(made: Layout, rng: random.Random) -> Layout:
    def change(item: Item) -> Item:
        return item if item.kind == "number" else replace(item, count=rng.randint(1, 4))

    return _edited(made, rng, change)


def _gate(made: Layout, rng: random.Random) -> Layout:
    return _edited(made, rng, lambda item: replace(item, since=rng.randint(0, made.version)))


def _until(made: Layout, rng: random.Random) -> Layout:
    changed = _edited(made, rng, lambda item: replace(item, until=made.version))
    return replace(changed, version=made.version + 1)


def _condition(made: Layout, rng: random.Random) -> Layout:
    at = rng.randrange(len(made.items))
    item = made.items[at]
    if item.kind == "padding":
        return made
    new = replace(item, needed=wants(rng, made.items[:at]) if rng.random() < 0.8 else "")
    return replace(made, items=(*made.items[:at], new, *made.items[at + 1 :]))


def _version(made: Layout, rng: random.Random) -> Layout:
    return replace(made, version=made.version + 1)


def _minimum(made: Layout, rng: random.Random) -> Layout:
    return replace(made, minimum=rng.randint(1, made.version))


def _sub_gone(made: Layout, rng: random.Random) -> Layout:
    return replace(made, subs=made.subs[1:])


def _sub_renamed(made: Layout, rng: random.Random) -> Layout:
    if not made.subs:
        return made
    first = replace(made.subs[0], name=f"{made.subs[0].name}x")
    return replace(made, subs=(first, *made.subs[1:]))


def _sub_changed(made: Layout, rng: random.Random) -> Layout:
    if not made.subs:
        return made
    first = made.subs[0]
    change = rng.randrange(4)
    if change == 0:
        first = replace(first, needed=wants(rng, made.items))
    elif change == 1:
        first = replace(first, items=(*first.items, plain(rng, f"f{made.fresh}")))
    elif change == 2:
        more = replace(plain(rng, f"f{made.fresh}"), since=first.version + 1)
        first = replace(first, items=(*first.items, more), version=first.version + 1)
    else:
        items = tuple(replace(it, reset=rng.randint(0, 3)) for it in first.items)
        first = replace(first, items=items)
    return replace(made, subs=(first, *made.subs[1:]), fresh=made.fresh + 1)


def _sub_turned(made: Layout, rng: random.Random) -> Layout:
    return replace(made, subs=made.subs[::-1])


def _into_sub(made: Layout, rng: random.Random) -> Layout:
    """A field into a subsection, with its place kept or not."""
    at = rng.randrange(len(made.items))
    item = made.items[at]
    if item.kind not in ("number", "array") or item.since or item.needed or item.until:
        return made
    place = (Item(f"f{made.fresh}", "padding", count=size(item)),) if rng.random() < 0.6 else ()
    items = (*made.items[:at], *place, *made.items[at + 1 :])
    if _named(item.name, items, made):
        return made
    sub = Sub(f"dev/{item.name}", (item,), wants(rng, items))
    return replace(made, items=items, subs=(*made.subs, sub), fresh=made.fresh + 1)


def _named(name: str, items: tuple[Item, ...], made: Layout) -> bool:
    texts = [it.needed for it in items] + [it.by for it in items] + [made.rule]
    texts += [it.needed for it in made.subs]
    return any(name in text.split() for text in texts)


def _rule(made: Layout, rng: random.Random) -> Layout:
    return replace(made, rule=wants(rng, made.items) if rng.random() < 0.8 else "")


def _flattened(made: Layout, rng: random.Random) -> Layout:
    at = rng.randrange(len(made.items))
    item = made.items[at]
    if item.kind != "struct" or item.count > 1 or item.needed:
        return made
    inner = tuple(replace(it, since=item.since, until=item.until) for it in item.inner)
    return replace(made, items=(*made.items[:at], *inner, *made.items[at + 1 :]))


def _split(made: Layout, rng: random.Random) -> Layout:
    at = rng.randrange(len(made.items))
    item = made.items[at]
    if item.kind != "array" or item.needed:
        return made
    names = range(made.fresh, made.fresh + item.count)
    parts = tuple(replace(item, name=f"f{index}", kind="number", count=1) for index in names)
    items = (*made.items[:at], *parts, *made.items[at + 1 :])
    return replace(made, items=items, fresh=made.fresh + item.count)


CHANGES: Mapping[str, Callable[[Layout, random.Random], Layout]] = {
    change.__name__: change
    for change in (
        *(_add, _add_gated, _add_if, _add_counted, _counted_changed, _remove, _swap, _unused),
        *(_reused, _scalar, _range, _reset_changed, _count, _gate, _until, _condition, _version),
        *(_minimum, more_subs, _sub_gone, _sub_renamed, _sub_changed, _sub_turned, _into_sub),
        *(_rule, _flattened, _split),
    )
}


def mutated(made: Layout, rng: random.Random) -> Layout:
    """The layout with one change, which leaves no name that is nowhere."""
    changed = rng.choice(list(CHANGES.values()))(made, rng)
    return changed if _sound(changed) else made


def _sound(made: Layout) -> bool:
    """Whether each condition and count is about numbers that stand before it and always travel."""
    known: set[str] = set()
    for item in made.items:
        words = {*item.needed.split(), item.by}
        if any(word[:1] == "f" and word not in known for word in words):
            return False
        if item.kind == "number" and not (item.since or item.needed or item.until):
            known.add(item.name)
    texts = [made.rule, *(sub.needed for sub in made.subs)]
    there = all(word in known for text in texts for word in text.split() if word[0] == "f")
    return there and possible_rule(made)
