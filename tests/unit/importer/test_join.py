# SPDX-License-Identifier: GPL-2.0-or-later
"""What two sources of one device say together, and where they contradict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from vmgen.importer.found import (
    BitSet,
    Bytes,
    Check,
    Collection,
    Count,
    Description,
    Expiry,
    Field,
    Function,
    Gap,
    Inside,
    Memory,
    Skipped,
    Spot,
    Subsection,
    Unknown,
    Value,
    What,
)
from vmgen.importer.join import Joining

HERE, THERE = Spot("x.c", 3, 5), Spot("x.json", path="x.a")
TOLD = Function("", THERE)
"""The predicate of a dump."""
UNKNOWN = Unknown(Gap("VM620", "a macro", "", HERE))
INNER = Description("inner", THERE, (Field("v", Value("u8"), THERE),))
ASKED = Function("asks", HERE)


def described(*fields: Field, **more: Any) -> Description:
    """A description of these fields."""
    return Description("x", HERE, fields, version_id=4, minimum_version_id=1, **more)


def one(what: What, **more: Any) -> Field:
    """A field that C has."""
    return Field("a", what, HERE, **more)


def other(what: What, **more: Any) -> Field:
    """A field that a dump or stream has."""
    return Field("a", what, THERE, **more)


def joined(first: Field, second: Field) -> tuple[Field, list[str]]:
    """The field that both are, and the codes of contradictions."""
    joining = Joining()
    (field,) = joining.joined(described(first), described(second)).fields
    return field, [gap.code for gap in joining.gaps]


@pytest.mark.parametrize(
    ("first", "second", "since"),
    [
        (one(Value("u32"), since=3), other(Memory(4), test=TOLD), 3),
        (one(Value("u32"), since=3), other(Memory(4), since=2), 3),
        (one(Value("u32")), other(Memory(4), since=2), 2),
        (one(Value("u32")), other(Memory(4), since=2, test=TOLD), 0),
    ],
)
def test_since_when(first: Field, second: Field, since: int) -> None:
    assert joined(first, second) == (replace(first, since=since), [])


def test_an_unknown_macro_is_what_a_stream_has_shown() -> None:
    second = other(Value("u16"), count=Count(4, varies=True), optional="a")
    found, codes = joined(one(UNKNOWN), second)
    assert (found, codes) == (replace(second, at=HERE), [])
    told, _ = joined(one(UNKNOWN, count=Count(9)), second)
    assert told.count == Count(9)


def test_why_something_is_unknown_stays_where_another_source_knows_no_more() -> None:
    found, codes = joined(one(UNKNOWN), other(Bytes(None)))
    assert (found.what, codes) == (UNKNOWN, [])
    assert joined(found, other(Bytes(4096)))[0].what == Bytes(4096)


def test_what_a_dump_alone_has_is_there_or_left_out() -> None:
    told = described(other(Memory(4), test=TOLD))
    joining, seen = Joining(), Joining(seen=True)
    assert (joining.joined(described(), told).fields, joining.left_out) == (told.fields, [])
    assert (seen.joined(described(), told).fields, seen.left_out) == ((), [THERE])


COUNTED = Count(member="n")
SORTS: list[tuple[What, Count | None]] = [
    (Value("u32"), None),
    (Value("u32"), Count(4)),
    (Expiry(), None),
    (Bytes(4), None),
    (Bytes(8), None),
    (BitSet(64), None),
    (BitSet(128), None),
    (Skipped(4), None),
    (Inside(INNER), Count(2)),
    (Inside(INNER), Count(3)),
    (Collection("list", INNER), None),
    (Collection("tree", INNER), None),
]


@pytest.mark.parametrize("first", SORTS)
@pytest.mark.parametrize("second", SORTS)
def test_two_things_contradict(
    first: tuple[What, Count | None], second: tuple[What, Count | None]
) -> None:
    same = first == second
    found, codes = joined(one(first[0], count=first[1]), other(second[0], count=second[1]))
    assert codes == ([] if same else ["VM652"]) or _list_of_a_dump(first[0], second[0])
    assert found.what == first[0]


def _list_of_a_dump(first: What, second: What) -> bool:
    return isinstance(first, Collection) and isinstance(second, Inside)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (one(Value("u8"), count=Count(4)), other(Bytes(4))),
        (one(Value("u64", info="mine")), other(Bytes(8, info="mine"))),
        (one(Value("u32"), count=Count(4)), other(Value("u32"), count=Count(2, varies=True))),
        (one(Value("u32"), count=Count(4, member="n")), other(Value("u32"), count=Count(2))),
        (one(Value("u32"), count=Count(1)), other(Value("u32"))),
        (one(Value("u32")), other(Memory(8), count=Count(2))),
        (one(Inside(INNER), count=Count(2)), other(Inside(INNER))),
        (one(Skipped(2), count=Count(3)), other(Skipped(2))),
        (one(Bytes(None), count=COUNTED), other(Bytes(16))),
        (one(BitSet(None), count=COUNTED), other(BitSet(64))),
        (one(BitSet(64)), other(BitSet(None), count=COUNTED)),
        (one(Collection("list", INNER)), other(Inside(INNER))),
        (one(Collection("list", None)), other(Inside(INNER))),
        (one(Collection("list", None)), other(Collection("list", INNER))),
    ],
)
def test_these_do_not_contradict(first: Field, second: Field) -> None:
    assert joined(first, second)[1] == []


def test_entries_of_a_list_are_joined() -> None:
    gated = replace(INNER, fields=(Field("v", Memory(1), THERE, since=2),))
    for told in (Inside(gated), Collection("list", gated)):
        what = joined(one(Collection("list", INNER)), other(told))[0].what
        assert isinstance(what, Collection) and what.entry is not None
        assert [(it.what, it.since) for it in what.entry.fields] == [(Value("u8"), 2)]


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (one(Value("u32")), True),
        (one(Value("u32"), since=4), True),
        (one(Value("u32"), until=4), True),
        (one(Value("u32"), since=5), False),
        (one(Value("u32"), until=3), False),
        (one(Value("u32"), test=ASKED), False),
        (one(Value("u32"), count=COUNTED), False),
        (one(Check(ASKED)), False),
    ],
)
def test_what_was_not_sent_may_be_there(missing: Field, told: bool) -> None:
    first, second = described(missing), described()
    more = replace(first, subsections=(Subsection(INNER, ASKED), Subsection(described(), ASKED)))
    for part, inner in ((first, ()), (more, (Subsection(INNER),))):
        sent, whole = Joining(sent=True), Joining()
        shown = replace(second, subsections=inner)
        assert sent.joined(part, shown).fields == whole.joined(part, shown).fields == (missing,)
        assert [gap.code for gap in sent.gaps] == ["VM651"] * told
        assert [gap.code for gap in whole.gaps] == ["VM651"] * (1 + len(inner))


def test_what_a_stream_has_shown_fills_what_c_does_not_say() -> None:
    """The number that others are compared with; a size, but not that there was nothing."""
    field, codes = joined(one(Value("u8", kept="equal")), other(Value("u8", own=4)))
    assert (field.what, codes) == (Value("u8", kept="equal", own=4), [])
    counted = one(Value("u16"), count=Count(None, member="used"))
    for most, known in ((8, 8), (0, None)):
        field, _ = joined(counted, other(Value("u16"), count=Count(most)))
        assert field.count == Count(known, member="used")
    for size, known in ((8, 8), (0, None)):
        assert joined(one(Bytes(None)), other(Bytes(size)))[0].what == Bytes(known)
        assert joined(one(BitSet(None)), other(BitSet(8 * size)))[0].what == BitSet(known and 64)
