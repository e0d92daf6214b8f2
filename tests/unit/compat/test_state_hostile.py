# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutated states and dumps end in an answer or a finding; so do those made to be deep or long."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fuzz.states import answer, pairs
from tests.unit.compat.test_state_load import LEVEL, body, dump, loaded
from tests.unit.stream.stream_builder import StreamBuilder, field, struct_field, u32, vmsd


def test_mutated_pairs() -> None:
    """Some of each answer come of them: they are not all refused at the door."""
    found = pairs(7, 150)
    assert {"no state", "no target", "refused", "undecided"} <= set(found)


def test_a_dump_that_is_too_deep(tmp_path: Path) -> None:
    """Structs in structs, more than can be followed."""
    target = tmp_path / "dump.json"
    text = json.dumps({**json.loads(dump(body()))})
    nested = "".join(
        (
            '"Fields": [{"field": "f", "version_id": 0, "field_exists": false, "size": 4,',
            '"Description": {"name": "one", "version_id": 3, "minimum_version_id": 3,',
        )
        * 900
    )
    start = '"x": {"Name": "x", "version_id": 3, "minimum_version_id": 3, "Description": '
    start += '{"name": "one", "version_id": 3, "minimum_version_id": 3,'
    target.write_text(f'{text[:-1]}, {start} {nested} "Fields": [] {"}}]" * 900} }} }} }}')
    state = StreamBuilder().full("one", u32(7), LEVEL, version=3).write(tmp_path / "state")
    assert answer(state, target) in ("no target", "undecided", "refused")


def test_a_struct_that_may_be_opened_in_many_ways(tmp_path: Path) -> None:
    """Looking for the same fields in structs of structs comes to an end."""

    def own(depth: int) -> dict[str, Any]:
        inner = body("in") if depth == 0 else {**body("in"), "Fields": [own(depth - 1)] * 8}
        member = {"field": f"s{depth}", "version_id": 0, "field_exists": False, "size": 64}
        return {**member, "Description": inner}

    sent = vmsd("in", 1, field("level", "uint32", 4))
    described = vmsd("one", 3, *(struct_field(f"t{number}", 4, sent) for number in range(64)))
    builder = StreamBuilder().full("one", u32(7) * 64, described, version=3)
    target = {**body(), "Fields": [own(2)] * 8}
    assert loaded(builder, dump(target), tmp_path).verdict in ("undecided", "refused")
