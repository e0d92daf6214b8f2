# SPDX-License-Identifier: GPL-2.0-or-later
"""Single values in cells: tests/golden/specs/cells.py and locks.py through the codec."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.corpus import GOLDEN, codecs_at
from tests.unit.codec.common import body_values
from vmgen.codec import Codec, WireError
from vmgen.codec.errors import ErrorClass

NAMES = ("cells", "locks")


def codec(name: str) -> Codec:
    return codecs_at(GOLDEN / f"{name}.py")[name]


def changed(data: bytes, name: str, field: str, number: bytes) -> bytes:
    """A section of a reset device with another number in one field."""
    made = codec(name)
    (span,) = [item for item in made.spans(made.reset()) if item.path == field]
    assert span.end - span.offset == len(number)
    return data[: span.offset] + number + data[span.end :]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100)
@given(st.data())
def test_there_and_back(name: str, data: st.DataObject) -> None:
    made = codec(name)
    values: dict[str, Any] = data.draw(body_values(made.layout))
    state = made.state_class(**{**made.reset().model_dump(), **values})
    section = made.encode(state)
    loaded = made.decode(section, rules=False)
    assert made.encode(loaded) == section
    gone = set() if loaded.wire_subsections else {"next_mode", "next_level", "history"}
    gone |= {"late"} if state.model_dump().get("mode") != 4 else set()
    kept = {key: value for key, value in state.model_dump().items() if key not in gone}
    assert {key: loaded.model_dump()[key] for key in kept} == kept


@pytest.mark.parametrize(
    ("name", "field", "number"),
    [
        ("cells", "last", b"\3"),
        ("cells", "mode", b"\0\0\0\3"),
        ("cells", "mode", b"\1\0\0\0"),
        ("cells", "divider", b"\0"),
        ("cells", "divider", b"\x11"),
        ("cells", "limit", b"\0\1\0\0"),
        ("cells", "position", b"\0\0\0\x10"),
        ("cells", "pending", b"\0\0\0\2"),
        ("locks", "phase", b"\1"),
        ("locks", "limit", b"\0\0\0\xc9"),
        ("locks", "next_phase", b"\1"),
    ],
)
def test_what_is_refused(name: str, field: str, number: bytes) -> None:
    made = codec(name)
    with pytest.raises(WireError) as refused:
        made.decode(changed(made.encode(made.reset()), name, field, number))
    assert refused.value.error_class == ErrorClass.POST_LOAD
    assert field in str(refused.value)


def test_a_later_field_sees_the_number_that_arrived() -> None:
    """`late` is there if `mode` says so on the wire, before any cell is set."""
    made = codec("cells")
    halted = made.state(mode=4, late=7)
    loaded = made.decode(made.encode(halted), into=made.state(mode=1, late=9))
    assert (loaded.model_dump()["mode"], loaded.model_dump()["late"]) == (4, 7)
    loaded = made.decode(made.encode(made.state(mode=1)), into=halted)
    assert (loaded.model_dump()["mode"], loaded.model_dump()["late"]) == (1, 7)


def test_what_does_not_arrive_stays_or_is_as_said() -> None:
    made = codec("cells")
    before = made.state(timeout=5, next_mode=1, history=[1, 4], next_level=3)
    loaded = made.decode(made.encode(made.reset(), 1, subsections=[]), 1, into=before).model_dump()
    assert loaded["timeout"] == 5 and loaded["history"] == [1, 4] and loaded["next_level"] == 3
    assert loaded["next_mode"] == 4


def test_the_wire_is_that_of_bare_numbers() -> None:
    """Wherever a number is: the bytes of C's `VMSTATE_*` one after the other."""
    made = codec("locks")
    state = made.state(count=0x0102_0304, limit=0x20, chosen=None, wait=9)
    assert made.encode(state).hex(" ") == (
        "01 01 02 03 04 00 00 00 00 12 34 56 78 00 01 ff ff 00 00 00 00 20 01 01 02 03 02 "
        "00 00 00 09 00 00"
    )
