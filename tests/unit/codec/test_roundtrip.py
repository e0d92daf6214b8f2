# SPDX-License-Identifier: GPL-2.0-or-later
"""Any state goes there and back; any bytes end in a state or in one error."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.codec.common import body_values, kinds
from vmgen.codec import WireError

VALUES = body_values(kinds().layout)


def arrived(values: dict[str, Any], version: int, sent: tuple[str, ...]) -> dict[str, Any]:
    """What a reset device holds after it loaded these values, written as the spec says it."""
    expected = kinds().reset().model_dump()
    fields = list(kinds().layout.at(version))
    for item in kinds().layout.subsections:
        if item.body.name in sent:
            fields += item.body.at(item.body.version_id)
    for field in fields:
        if field.key:
            expected[field.key] = merged(expected[field.key], values[field.key])
    return expected


def merged(old: Any, new: Any) -> Any:
    """New values, and the old ones of what does not travel."""
    if isinstance(new, dict):
        return old | {key: merged(old[key], value) for key, value in new.items()}
    if isinstance(new, list):
        return [merged(*pair) for pair in zip(old, new, strict=True)]
    return new


@settings(max_examples=200)
@given(VALUES, st.booleans(), st.integers(2, 4))
def test_there_and_back(values: dict[str, Any], migrate_clk: bool, version: int) -> None:
    codec = kinds()
    before = codec.state(migrate_clk=migrate_clk)
    state = codec.state(**merged(before.model_dump(), values))
    data = codec.encode(state, version)
    sent = ["kinds/clock"] * migrate_clk + ["kinds/more"] * values["late"] + ["kinds/always"]
    loaded = codec.decode(data, version, into=before)
    assert loaded.wire_subsections == tuple(sent)
    expected = arrived(values, version, loaded.wire_subsections) | {"migrate_clk": migrate_clk}
    assert loaded.model_dump() == expected
    assert codec.encode(loaded, version, subsections=sent) == data
    assert before == codec.state(migrate_clk=migrate_clk)
    assert len(data) == codec.spans(state, version)[-1].end


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(st.sampled_from("cxif"), st.integers(0, 600), st.binary(min_size=1, max_size=6)),
        max_size=3,
    ),
    st.integers(0, 6),
    VALUES,
)
def test_damaged_sections(
    damage: list[tuple[str, int, bytes]], version: int, values: dict[str, Any]
) -> None:
    codec = kinds()
    data = codec.encode(codec.state(**merged(codec.reset().model_dump(), values)))
    for kind, at, some in damage:
        at %= len(data) + 1
        match kind:
            case "c":
                data = data[:at]
            case "x":
                data += some
            case "i":
                data = data[:at] + some + data[at:]
            case "f":
                data = data[:at] + some + data[at + len(some) :]
    tried(data, version)


@settings(max_examples=200)
@given(st.binary(max_size=400), st.integers(0, 5))
def test_any_bytes(data: bytes, version: int) -> None:
    tried(data, version)


def tried(data: bytes, version: int) -> None:
    """An error with a place, or a state that is saved and loaded as itself."""
    codec = kinds()
    before = codec.reset()
    kept = copy.deepcopy(before)
    try:
        state = codec.decode(data, version, into=before)
    except WireError as error:
        assert 0 <= error.offset <= len(data)
        assert error.path and error.message
    else:
        sent = set(state.wire_subsections)
        again = codec.decode(codec.encode(state, subsections=sent), into=state)
        assert again == state
    assert before == kept
