# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields that were sent against those of a dump: a case per thing that a load comes to."""

from __future__ import annotations

from typing import Any

import pytest

from vmgen.compat.state.fields import compare
from vmgen.compat.state.found import outcome_of
from vmgen.diagnostics.codes import CODES
from vmgen.layout.from_dump import from_dump
from vmgen.layout.from_stream import from_stream

Json = dict[str, Any]


def _number(name: str, bits: int = 32, length: int | None = None) -> Json:
    """A number of a stream's description, or an array of them."""
    found: Json = {"name": name, "type": f"uint{bits}", "size": bits // 8}
    return found if length is None else {"array_len": length, **found}


def _bytes(name: str, size: int, info: str = "buffer") -> Json:
    return {"name": name, "type": info, "size": size}


def _size(body: Json) -> int:
    size: int = sum(field["size"] * field.get("array_len", 1) for field in body["fields"])
    for inner in body.get("subsections", ()):
        size += 6 + len(inner["vmsd_name"]) + _size(inner)
    return size


def _struct(name: str, body: Json, index: int | None = None) -> Json:
    found = {"name": name, "type": "struct", "struct": body, "size": _size(body)}
    return found if index is None else {"index": index, **found}


def _sent(*fields: Json, name: str = "dev", version: int = 1, more: tuple[Json, ...] = ()) -> Json:
    body: Json = {"vmsd_name": name, "version": version, "fields": list(fields)}
    return {**body, "subsections": list(more)} if more else body


def _own(name: str, size: int = 4, *, since: int = 0, test: bool = False, **more: Any) -> Json:
    """A field of a dump."""
    return {"field": name, "version_id": since, "field_exists": test, "size": size, **more}


def _body(
    *fields: Json,
    name: str = "dev",
    version: int = 1,
    minimum: int = 0,
    more: tuple[Json, ...] = (),
) -> Json:
    """A description of a dump."""
    head = {"name": name, "version_id": version, "minimum_version_id": minimum}
    found: Json = {**head, "Fields": list(fields)}
    return {**found, "Subsections": list(more)} if more else found


A, B, C = (_number(name) for name in "abc")
OA, OB, OC = (_own(name) for name in "abc")
SUB = _sent(_number("s"), name="dev/sub")
OSUB = _body(_own("s"), name="dev/sub")

CASES: dict[str, tuple[Json, Json, str, str, str, int | None]] = {
    # sent, target, outcome, rule, path, first byte
    "the same": (_sent(A, B), _body(OA, OB), "ok", "", "", None),
    "renamed": (_sent(A, B, C), _body(OA, _own("x"), OC), "ok", "FIELD_SAME_NAME", "b", None),
    "removed": (_sent(A, B, C), _body(OA, OC), "shifted", "FIELD_NOT_REMOVED", "b", 4),
    "removed at the end": (_sent(A, B), _body(OA), "shifted", "FIELD_NOT_REMOVED", "b", 4),
    "added, of a fixed length": (
        *(_sent(A), _body(OA, _own("x", 1, num=8))),
        *("shifted", "FIELD_ADDED_UNGATED", "x", 4),
    ),
    "added, or an empty array": (
        *(_sent(A), _body(OA, _own("x"))),
        *("undecided", "FIELD_ADDED_UNGATED", "x", None),
    ),
    "added, gated": (_sent(A), _body(OA, _own("x", since=2), version=2), "ok", "", "", None),
    "gate raised": (
        *(_sent(A, B), _body(OA, _own("b", since=2), version=2)),
        *("shifted", "FIELD_GATE_SAME", "b", 4),
    ),
    "a test decides": (
        *(_sent(A), _body(OA, _own("x", test=True))),
        *("undecided", "FIELD_PREDICATE_SAME", "x", None),
    ),
    "one of two by a test": (
        *(_sent(_bytes("c[1]", 8)), _body(_own("c", 4, test=True), _own("c", 8, test=True))),
        *("ok", "", "", None),
    ),
    "wider": (_sent(A, B), _body(_own("a", 8), OB), "shifted", "FIELD_SAME_WIDTH", "a", 0),
    "wider under another name": (
        *(_sent(A, B), _body(OA, _own("x", 8))),
        *("shifted", "FIELD_SAME_WIDTH", "b", 4),
    ),
    "a longer array": (
        *(_sent(A, _number("b", 16, 4)), _body(OA, _own("b", 2, num=8))),
        *("shifted", "ARRAY_SAME_COUNT", "b", 12),
    ),
    "an array of any length": (
        *(_sent(_number("b", 16, 4)), _body(_own("b", 2))),
        *("ok", "", "", None),
    ),
    "a buffer as an array": (
        *(_sent(_bytes("b", 8)), _body(_own("b", 1, num=8))),
        *("ok", "", "", None),
    ),
    "dropped": (
        *(_sent(A, B), _body(OA, _own("unused", 4))),
        *("ok", "FIELD_REPLACED_BY_UNUSED", "b", None),
    ),
    "two dropped as one": (
        *(_sent(A, B), _body(_own("unused", 8))),
        *("ok", "FIELD_REPLACED_BY_UNUSED", "a", None),
    ),
    "padding used": (
        *(_sent(A, _bytes("unused", 4, "unused_buffer")), _body(OA, OB)),
        *("defaults", "UNUSED_REUSED", "unused", None),
    ),
    "padding shorter": (
        *(_sent(_bytes("unused", 4, "unused_buffer"), B), _body(_own("unused", 3), OB)),
        *("shifted", "UNUSED_SAME_WIDTH", "unused", 0),
    ),
    "a struct around": (
        *(_sent(A, B), _body(OA, _own("s", 8, Description=_body(OB, name="in")))),
        *("ok", "NESTED_FLATTENED", "b", None),
    ),
    "a struct around what was sent": (
        *(_sent(A, _struct("s", _sent(B, C, name="in"))), _body(OA, OB, OC)),
        *("ok", "NESTED_FLATTENED", "s", None),
    ),
    "a nested description grew": (
        *(
            _sent(_struct("s", _sent(A, name="in")), C),
            _body(
                _own("s", 8, Description=_body(OA, _own("b", since=2), name="in", version=2)), OC
            ),
        ),
        *("shifted", "NESTED_LAYOUT_SAME", "s.b", 4),
    ),
    "one element of an array": (
        *(
            _sent(
                _struct("s", _sent(A, name="in"), 0),
                _struct("s", _sent(A, B, name="in"), 1),
            ),
            _body(_own("s", 4, num=2, Description=_body(OA, name="in"))),
        ),
        *("shifted", "FIELD_NOT_REMOVED", "s.b", 8),
    ),
    "a subsection": (_sent(A, more=(SUB,)), _body(OA, more=(OSUB,)), "ok", "", "", None),
    "an unknown subsection": (
        *(_sent(A, more=(SUB,)), _body(OA)),
        *("refused", "SUBSECTION_ADDED", "+dev/sub", 4),
    ),
    "a subsection nobody looks for": (
        *(_sent(A, more=(SUB,)), _body(OA, name="other")),
        *("shifted", "NESTED_SAME_NAME", "+dev/sub", 4),
    ),
    "a subsection too new": (
        *(_sent(A, more=({**SUB, "version": 2},)), _body(OA, more=(OSUB,))),
        *("refused", "SUBSECTION_VERSION_BUMP", "+dev/sub", 4),
    ),
    "a subsection too old": (
        *(_sent(A, more=(SUB,)),),
        _body(OA, more=({**OSUB, "version_id": 3, "minimum_version_id": 2},)),
        *("refused", "SUBSECTION_MINIMUM_RAISED", "+dev/sub", 4),
    ),
    "a subsection with more": (
        *(_sent(A, more=(SUB,)), _body(OA, more=(_body(name="dev/sub"),))),
        *("shifted", "FIELD_NOT_REMOVED", "+dev/sub.s", 17),
    ),
    "an array split": (
        *(_sent(_number("r", 32, 2)), _body(_own("low", num=1), _own("high", num=1))),
        *("undecided", "ARRAY_SPLIT", "r", None),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_load_comes_to(name: str) -> None:
    sent, own, outcome, rule, path, offset = CASES[name]
    body = from_dump({"Name": "dev", **_versions(own), "Description": own})
    found = compare(from_stream(sent), body, sent["version"])
    assert outcome_of(found) == outcome, found
    last = found[-1] if found else None
    assert (last.rule if last else "") == rule
    assert (last.path if last else "") == path
    assert (last.offset if last else None) == offset


def _versions(body: Json) -> Json:
    return {key: body[key] for key in ("version_id", "minimum_version_id")}


def test_every_rule_can_be_explained() -> None:
    named = {entry.name for entry in CODES.values()}
    assert {rule for *_, rule, _, _ in CASES.values()} - {""} <= named
