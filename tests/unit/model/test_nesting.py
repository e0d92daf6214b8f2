# SPDX-License-Identifier: GPL-2.0-or-later
"""Where registers with subsections lie, and what travels behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.model.read import model
from vmgen.model.nesting import Level, begins, nestings
from vmgen.model.nodes import Device

SPEC = """
class Leaf(Registers, name="dev/leaf", nested=True):
    a: u8
    late: u8 = subsection("dev/leaf/late", needed=CHANGED)


class Plain(Registers, name="dev/plain"):
    leaf: Leaf


class Tree(Registers, name="dev/tree", nested=True):
    first: Leaf
    leaves: Array[Leaf, 2]
    one: Array[Leaf, 1]
    idle: u8 = field(migrate=False)
    q: Fifo[u8, 2] = field(migrate=False)
    late: Leaf = subsection("dev/tree/late", needed="idle_ < 5")
    idle_: u8 = subsection("dev/tree/idle", needed=CHANGED)


class Dev(Device, name="dev"):
    level: BqlCell[u8]
    tree: Migratable[BqlRefCell[Tree]]
    plain: BqlRefCell[Plain]
    prop: Property[u8]
    irq: InterruptSource
    end: BqlRefCell[Leaf] = subsection("dev/end")
    more: BqlCell[u8] = subsection("dev/end")
"""


def places(device: Device) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (item.path, item.struct.name, [(level.name, level.behind) for level in item.levels])
        for item in nestings(device)
    ]


def test_places_with_what_is_behind(tmp_path: Path) -> None:
    dev = ("dev", "`plain`")
    assert places(model(tmp_path, SPEC)) == [
        ("tree", "Tree", [dev]),
        ("tree.first", "Leaf", [("dev/tree", "`leaves`"), dev]),
        ("tree.leaves", "Leaf", [("dev/tree", "the next of `leaves`"), dev]),
        ("tree.one", "Leaf", [("dev/tree", ""), dev]),
        ("tree.late", "Leaf", [("dev/tree/late", ""), ("dev/tree", ""), dev]),
        ("plain.leaf", "Leaf", [("dev/plain", ""), ("dev", "")]),
        ("end", "Leaf", [("dev/end", "`more`"), ("dev", "")]),
    ]


@pytest.mark.parametrize(
    ("name", "parent", "taken"),
    [
        ("dev/a", "dev", True),
        ("deva", "dev", True),
        ("dev", "dev", False),
        ("de", "dev", False),
        ("other", "dev", False),
    ],
)
def test_whose_a_name_is(name: str, parent: str, taken: bool) -> None:
    assert begins(name, parent) == taken


def test_who_claims_a_name_and_what_is_between(tmp_path: Path) -> None:
    first = next(item for item in nestings(model(tmp_path, SPEC)) if item.path == "tree.first")
    one = next(item for item in nestings(model(tmp_path, SPEC)) if item.path == "tree.one")
    tree, dev = first.levels
    assert first.claims("dev/tree/x") == tree
    assert first.claims("dev/x") == dev
    assert first.claims("other") is None
    assert first.behind(tree) == "`leaves`"
    assert first.behind(dev) == "`leaves`"
    assert (one.behind(one.levels[0]), one.behind(one.levels[1])) == ("", "`plain`")
    assert one.levels[0] == Level("dev/tree", "")
