# SPDX-License-Identifier: GPL-2.0-or-later
"""Descriptions made by hand: sizes, gates, headers, and registers opened in place."""

from __future__ import annotations

from typing import Any

import pytest

from vmgen.expression import parse
from vmgen.layout import Body, LayoutError, Nested, Padding, WireField, WireSubsection, flat, whole
from vmgen.layout.body import CLOCK_BODY, Entries, Role, header, opens
from vmgen.layout.condition import Condition, Source
from vmgen.layout.to_dump import dump, to_dump


def field(name: str, scalar: str = "u8", count: int | None = None, **more: Any) -> WireField:
    return WireField(name, name, whole(scalar), count, **more)


INNER = Body("dev/in", 3, 1, (field("a", "u32"), field("b", "u16", since=3), field("c", since=4)))


def nested(role: Role = "struct", body: Body = INNER, sent: int | None = None) -> Nested:
    return Nested(role, body, 12, sent)


def test_sizes() -> None:
    body = Body(
        "dev", 5, 1, (field("x", "u16", 3), field("y", since=2), WireField("z", "z", nested(), 2))
    )
    # The nested ones are at their own version.
    assert [item.size for item in body.fields] == [6, 1, 12]
    assert (body.size(1), body.size(2)) == (18, 19)
    assert [item.key for item in body.at(1)] == ["x", "z"]
    assert [item.key for item in body.at(2)] == ["x", "y", "z"]
    assert nested(sent=40).size == 40
    assert nested(sent=0).size == 0
    assert WireField("", "unused", Padding(5), 0).size == 0
    assert Entries("list", (INNER,), 9).memory == 0


def test_inner() -> None:
    wrapper = Nested("migratable", Body("wrapper", 1, 1, (WireField("", "m", nested()),)), 12)
    assert wrapper.mirror == nested()
    assert wrapper.inner is INNER
    for role in ("registers", "struct", "parent", "clock"):
        assert nested(role).inner is INNER


@pytest.mark.parametrize(
    ("role", "count", "opened"),
    [
        ("registers", None, True),
        ("registers", 2, False),
        ("struct", None, False),
        ("parent", None, False),
        ("clock", None, False),
    ],
)
def test_what_is_opened(role: Role, count: int | None, opened: bool) -> None:
    assert opens(WireField("x", "x", nested(role), count)) == opened
    assert not opens(field("x", count=count))


def test_flat_takes_the_later_gate() -> None:
    registers = WireField("r", "r", nested("registers"), since=4)
    kept = WireField("k", "k", nested(), since=1)
    body = Body("dev", 5, 1, (field("x", since=2), registers, kept))
    found = [(item.key, item.since) for item in flat(body)]
    assert found == [("x", 2), ("a", 4), ("b", 4), ("c", 4), ("k", 1)]
    assert [item.since for item in flat(INNER, 3)] == [3, 3, 4]


LATE = WireSubsection(Body("dev/z/q", 1, 1, (field("q"),)))
DEV = Body(
    "dev",
    1,
    1,
    (field("x"),),
    (
        WireSubsection(Body("dev/a", 1, 1, (field("a"),))),
        WireSubsection(Body("dev/z", 1, 1, (field("z"),), (LATE,))),
    ),
)


def test_subsections_at_any_depth() -> None:
    assert [item.body.name for item in DEV.all_subsections] == ["dev/a", "dev/z", "dev/z/q"]
    assert [item.key for item in DEV.all_fields] == ["x", "a", "z", "q"]


def test_what_a_subsection_looks_at() -> None:
    body = Body("dev/a", 1, 1, ())
    condition = Condition("n", parse("n"), (("n", Source("n")), ("m.on", Source("m", 3, 1))))
    assert WireSubsection(body).looks_at == ()
    assert WireSubsection(body, "flag", "on").looks_at == ("on",)
    assert WireSubsection(body, "expression", "", condition).looks_at == ("n", "m")


def test_headers() -> None:
    assert header("ab", 0x01020304) == b"\x05\x02ab\x01\x02\x03\x04"
    assert header("é", 0) == b"\x05\x02\xc3\xa9\0\0\0\0"
    assert header("a" * 255, (1 << 32) - 1) == b"\x05\xff" + b"a" * 255 + b"\xff" * 4
    for name, version in (("a" * 256, 1), ("a", 1 << 32), ("a", -1), ("é" * 128, 1)):
        with pytest.raises(LayoutError, match="cannot be a subsection's header"):
            header(name, version)
    with pytest.raises(LayoutError, match="is not UTF-8"):
        header("\ud800", 1)


def test_a_clock() -> None:
    assert (CLOCK_BODY.name, CLOCK_BODY.version_id, CLOCK_BODY.minimum_version_id) == (
        "clock",
        0,
        0,
    )
    assert [(item.key, item.size, item.reset) for item in CLOCK_BODY.fields] == [
        ("period", 8, (0,))
    ]
    (muldiv,) = CLOCK_BODY.subsections
    assert (muldiv.body.name, muldiv.condition) == ("clock/muldiv", "muldiv")
    assert (muldiv.body.version_id, muldiv.body.minimum_version_id) == (1, 1)
    assert [(item.key, item.size, item.reset) for item in muldiv.body.fields] == [
        ("multiplier", 4, (1,)),
        ("divider", 4, (1,)),
    ]


def dumped(*fields: WireField, **more: Any) -> dict[str, Any]:
    described: dict[str, Any] = to_dump(Body("dev", 2, 1, fields, **more), "type")["Description"]
    return described


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (field("x"), {"size": 1}),
        (field("x", "u32", 3), {"num": 3, "size": 4}),
        (field("x", "u32", 3, counted="n"), {"size": 4}),
        (field("x", "u8", 8, in_memory=8), {"size": 8}),
        (field("x", "u64", 2, in_memory=0), {"size": 0}),
        (field("x", since=2), {"version_id": 2, "size": 1}),
        (field("x", tested=True), {"field_exists": True, "size": 1}),
    ],
)
def test_fields_of_a_dump(made: WireField, expected: dict[str, Any]) -> None:
    usual = {"field": "x", "version_id": 0, "field_exists": False}
    assert dumped(made)["Fields"] == [usual | expected]


def test_descriptions_of_a_dump() -> None:
    assert "Fields" not in dumped(stub=True)
    assert dumped()["Fields"] == []
    assert "Subsections" not in dumped(field("x"))
    late = WireSubsection(Body("dev/late", 4, 2, (field("y"),)))
    mine = Body("dev/in", 1, 1, (field("z"),), (WireSubsection(Body("dev/in/s", 1, 1, ())),))
    opened = WireField("r", "r", nested("registers", mine))
    closed = WireField("s", "s", nested("struct", mine))
    found = dumped(opened, closed, subsections=(late,))
    assert [item["field"] for item in found["Fields"]] == ["z", "s"]
    assert [item["name"] for item in found["Subsections"]] == ["dev/in/s", "dev/late"]
    inside = found["Fields"][1]["Description"]
    assert [item["name"] for item in inside["Subsections"]] == ["dev/in/s"]
    assert found["Subsections"][1]["version_id"] == 4
    assert found["Subsections"][1]["minimum_version_id"] == 2
    assert dump({"type": Body("dev", 2, 1, ())}, "none")["vmschkmachine"] == {"Name": "none"}
