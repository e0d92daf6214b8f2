# SPDX-License-Identifier: GPL-2.0-or-later
"""Fourteen small changes, on which QEMU's own checker of dumps is right nine times.

Each as specs, of which all is known, and as dumps, where what no dump tells is undecided and what
one tells is not. The old side is the same but where a change needs another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.unit.compat.pairs import PLAIN, TWO, part, spec, subs
from tests.unit.compat.test_rules import read
from vmgen.compat.compare import compare
from vmgen.compat.partial import lowered
from vmgen.compat.sides import Side, of_devices
from vmgen.diagnostics.codes import Outcome

Both = tuple[Outcome, Outcome]
UNDECIDED: Both = ("undecided", "undecided")
OLD = spec(PLAIN)


@dataclass(frozen=True)
class Change:
    """What was, what is, what comes of it, and how much of that dumps tell."""

    name: str
    old: str
    new: str
    specs: Both
    dumps: Both


CHANGES = (
    Change("nothing", OLD, OLD, ("ok", "ok"), UNDECIDED),
    Change("removed", spec(f"{PLAIN}\nc: u8"), OLD, ("shifted", "shifted"), ("shifted", "shifted")),
    Change(
        "appended without a gate",
        *(OLD, spec(f"{PLAIN}\nc: u8"), ("shifted", "shifted"), ("shifted", "shifted")),
    ),
    Change(
        "inserted with a gate",
        *(OLD, spec("a: u32\nc: u8 = field(since=2)\nb: u16", device=TWO)),
        *(("defaults", "refused"), ("undecided", "refused")),
    ),
    Change("renamed", OLD, spec("a: u32\nother: u16"), ("ok", "ok"), UNDECIDED),
    Change(
        "swapped",
        spec("a: u32\nb: u32"),
        *(spec("b: u32\na: u32"), ("wrong", "wrong"), ("wrong", "wrong")),
    ),
    Change(
        "wider",
        *(spec("a: u8\nb: u16"), spec("a: u32\nb: u16"), ("shifted", "shifted")),
        ("shifted", "shifted"),
    ),
    Change("signed", OLD, spec("a: i32\nb: u16"), ("wrong", "wrong"), UNDECIDED),
    Change(
        "longer array",
        spec("a: Array[u32, 4]\nb: u16"),
        spec("a: Array[u32, 8]\nb: u16"),
        *(("shifted", "shifted"), ("shifted", "shifted")),
    ),
    Change(
        "raised version", OLD, spec(PLAIN, device=TWO), ("ok", "refused"), ("undecided", "refused")
    ),
    Change(
        "raised minimum",
        *(OLD, spec(PLAIN, device='name="dev", version_id=2'), ("refused", "refused")),
        ("refused", "refused"),
    ),
    Change(
        "new subsection",
        *(subs(""), subs('c: u8 = subsection("dev/c", needed="c > 0")'), ("defaults", "refused")),
        UNDECIDED,
    ),
    Change("unused", OLD, spec("a: u32\ngap: Unused[2]"), ("ok", "defaults"), UNDECIDED),
    Change(
        "grown struct",
        spec("one: Part\nz: u8", above=part("Part", "x: u8", ", version_id=1")),
        spec("one: Part\nz: u8", above=part("Part", "x: u8\ny: u8", ", version_id=2")),
        *(("shifted", "shifted"), ("shifted", "shifted")),
    ),
)


def test_there_are_fourteen() -> None:
    assert len(CHANGES) == 14


def both(old: Side, new: Side) -> Both:
    (verdict,) = compare(old, new)
    return verdict.outcome("old -> new"), verdict.outcome("new -> old")


@pytest.mark.parametrize("change", CHANGES, ids=lambda it: it.name)
def test_right(change: Change, tmp_path: Path) -> None:
    texts = {"old": change.old, "new": change.new}
    sides = [of_devices(name, [read(text, tmp_path, name)]) for name, text in texts.items()]
    assert both(sides[0], sides[1]) == change.specs
    dumps = [dumped(side) for side in sides]
    assert both(dumps[0], dumps[1]) == change.dumps
    assert both(sides[0], dumps[1]) == change.dumps


def test_what_dumps_tell_comes_in_their_order(tmp_path: Path) -> None:
    names = list("hcgdfe")
    more = "\n".join(f'{it}: u8 = subsection("dev/{it}", needed="{it} > 0")' for it in names)
    texts = {"old": subs(""), "new": subs(more)}
    sides = [dumped(of_devices(name, [read(it, tmp_path, name)])) for name, it in texts.items()]
    (verdict,) = compare(*sides)
    shown = [it.path for it in verdict.findings if it.direction == "old -> new"]
    assert shown == [f"dev/{it}" for it in names]


def dumped(side: Side) -> Side:
    """What a dump would have of it."""
    found = {
        name: tuple(replace(it, body=lowered(it.body)) for it in sections)
        for name, sections in side.sections.items()
    }
    return replace(side, knowledge="dump", sections=found)
