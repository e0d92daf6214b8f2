# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of a spec around its fields: descriptions, subsections, conditions and rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, registers
from tests.unit.model.read import model
from vmgen.layout import MIGRATABLE, Body, Nested, WireField, whole
from vmgen.layout.condition import Source
from vmgen.model.layout import layout_of


def nested(body: Body, key: str) -> Nested:
    element = next(field.element for field in body.fields if field.key == key)
    assert isinstance(element, Nested)
    return element


def test_heads(tmp_path: Path) -> None:
    text = registers("x: Inner", ", version_id=3").replace(
        "version_id=2", "version_id=9, minimum_version_id=4"
    )
    body = layout_of(model(tmp_path, text))
    assert (body.name, body.version_id, body.minimum_version_id) == ("dev", 9, 4)
    wrapper = nested(body, "regs")
    assert (wrapper.role, wrapper.memory, wrapper.body.name) == ("migratable", 2, MIGRATABLE)
    assert (wrapper.body.version_id, wrapper.body.minimum_version_id) == (1, 1)
    assert [(item.key, item.name) for item in wrapper.body.fields] == [("", "migration_state")]
    assert (wrapper.mirror.role, wrapper.mirror.memory) == ("registers", 2)
    assert (wrapper.inner.name, wrapper.inner.version_id) == ("dev/regs", 3)
    inner = nested(wrapper.inner, "x")
    assert (inner.role, inner.memory, inner.body.name) == ("struct", 1, "dev/inner")


def test_the_wrapper_can_have_a_name_of_its_own(tmp_path: Path) -> None:
    body = layout_of(model(tmp_path, registers("x: u8")), wrapper_name="dev-{field}-wrapper")
    assert nested(body, "regs").body.name == "dev-regs-wrapper"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("x: BqlRefCell[Inner]", "registers"),
        ("x: Array[BqlRefCell[Inner], 2]", "registers"),
        ("x: Migratable[Custom['Colour', Author]]", "migratable"),
        ("x: Migratable[Mutex[Inner]]", "migratable"),
        ("x: Clock", "clock"),
    ],
)
def test_roles_in_the_device(line: str, role: str, tmp_path: Path) -> None:
    assert nested(layout_of(model(tmp_path, device(line))), "x").role == role


def test_a_parent(tmp_path: Path) -> None:
    mum = "class Mum(Parent, path='qom::Mum', name='mum'):\n    a: u8\n    b: u32\n\n\n"
    body = layout_of(model(tmp_path, mum + device("parent_obj: ParentField[Mum]")))
    parent = nested(body, "parent_obj")
    assert (parent.role, parent.memory, parent.body.name) == ("parent", 8, "mum")


def test_the_same_struct_has_one_description(tmp_path: Path) -> None:
    body = layout_of(model(tmp_path, registers("x: Inner; y: Array[Inner, 2]")))
    inner = nested(body, "regs").inner
    assert nested(inner, "x").body is nested(inner, "y").body


SUB = "{}: u8 = subsection('dev/regs/{}'{})"


def test_subsections(tmp_path: Path) -> None:
    lines = "; ".join(
        [
            SUB.format("a", "a", ""),
            SUB.format("b", "b", ", needed=method('asked'), version_id=4, minimum_version_id=2"),
            SUB.format("c", "c", ", needed=CHANGED, default=7, absent=9"),
            "more: u16 = subsection('dev/regs/c', default=3)",
            "on: bool = subsection('dev/regs/d', needed='on')",
            SUB.format("e", "e", ", needed='flags.on'"),
            SUB.format("f", "f", ", needed='f > 3 and not flags.on'"),
            SUB.format("g", "b/g", ", within='dev/regs/b', needed='keep > 1'"),
            "flags: Flags",
        ]
    )
    regs = nested(layout_of(model(tmp_path, registers(lines, ", nested=True"))), "regs").inner
    assert [field.key for field in regs.fields] == ["keep", "flags"]
    assert regs.absent == (("c", 9),)
    a, b, c, d, e, f = regs.subsections
    assert a.body == Body("dev/regs/a", 1, 1, (WireField("a", "a", whole("u8"), reset=(0,)),))
    assert (a.condition, a.flag, a.expression, a.resets) == ("always", "", None, ())
    assert (b.condition, b.body.version_id, b.body.minimum_version_id) == ("method", 4, 2)
    assert (c.condition, c.resets) == ("changed", ((9,), (3,)))
    assert [field.reset for field in c.body.fields] == [(7,), (3,)]
    assert (d.condition, d.flag, d.expression) == ("flag", "on", None)
    assert (e.condition, e.flag) == ("expression", "")
    assert f.condition == "expression"
    assert e.expression is not None and f.expression is not None
    assert e.looks_at == ("flags",)
    assert f.looks_at == ("f", "flags")
    assert [item.body.name for item in b.body.subsections] == ["dev/regs/b/g"]
    assert not c.body.subsections


CONDITIONS = "x: u8 = field(mask=0x3F, force=0x81); flags: Flags; y: u8"


def test_rules_see_what_a_restore_makes(tmp_path: Path) -> None:
    lines = f"rules = ['x < 200 or flags.rest < 9 or y < 5']; {CONDITIONS}"
    (rule,) = nested(layout_of(model(tmp_path, registers(lines))), "regs").inner.rules
    assert dict(rule.sources) == {
        "x": Source("x", 0, 0x3F, 0x81),
        "flags.rest": Source("flags", 1, 0x7F),
        "y": Source("y"),
    }


def test_subsections_see_what_is_there(tmp_path: Path) -> None:
    """What a restore sets is there only after one."""
    lines = f"{CONDITIONS}; z: u8 = subsection('dev/regs/z', needed='x < 60 or flags.on')"
    regs = nested(layout_of(model(tmp_path, registers(lines, ", nested=True"))), "regs").inner
    expression = regs.subsections[0].expression
    assert expression is not None
    assert dict(expression.sources) == {
        "x": Source("x", 0, 0x3F),
        "flags.on": Source("flags", 0, 1),
    }


def test_nobody_checks_a_mirror(tmp_path: Path) -> None:
    """It has no rules, and of its numbers all may arrive."""
    text = device("x: Migratable[Custom['Colour', Sent]]")
    sent = "class Sent(Mirror, name='dev/sent'):\n    a: u8\n    b: Flags\n\n\n"
    body = nested(layout_of(model(tmp_path, sent + text)), "x").inner
    assert body.rules == ()
    assert body.fields[0].element == whole("u8")


def test_a_queue_that_does_not_travel_has_no_ring(tmp_path: Path) -> None:
    text = registers("q: Fifo[u8, 3] = field(migrate=False)")
    assert nested(layout_of(model(tmp_path, text)), "regs").inner.rings == ()
