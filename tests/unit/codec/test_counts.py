# SPDX-License-Identifier: GPL-2.0-or-later
"""How many elements of an array travel, and which: tests/golden/specs/counts.py in the codec."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.codec import common
from tests.unit.codec.common import body_values
from tests.unit.codec.common import counted as codec
from vmgen.codec import ErrorClass, WireError
from vmgen.layout import Nested
from vmgen.layout.to_dump import to_dump

PARTS = next(field for field in codec().layout.fields if field.key == "parts").element
assert isinstance(PARTS, Nested)
SENT = {
    field.key: (field.unsent[0], field.unsent[0] + (field.count or 0))
    for field in PARTS.inner.all_fields
    if any(field.unsent)
}
"""By array of the registers the elements that travel."""
CELLS = {
    field.key: (field.unsent[0], field.unsent[0] + (field.count or 0))
    for field in codec().layout.all_fields
    if any(field.unsent)
}
"""By array of the device's own."""


def kept_to(values: dict[str, Any]) -> dict[str, Any]:
    """The same, but as the rule wants it: of random widths of all ports hardly any keep to it."""
    for port in values["parts"]["ports"]:
        port["width"] -= port["width"] == 3
    return values


STATES = body_values(codec().layout).map(kept_to)


def arrived(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a device holds after it loaded these values, written as the spec says it."""
    wanted = copy.deepcopy({**before, **values})
    parts, old = wanted["parts"], before["parts"]
    for key, (start, stop) in SENT.items():
        parts[key] = [*old[key][:start], *parts[key][start:stop], *old[key][stop:]]
    if not any(values["last"][2:4]):
        wanted["last"] = before["last"]  # is not sent
    for key, (start, stop) in CELLS.items():
        wanted[key] = [*before[key][:start], *wanted[key][start:stop], *before[key][stop:]]
    if not parts["raw_used"]:
        parts["late"][2:] = [7, 7]
    for owner, key, sent, otherwise in (
        (wanted["counted"], "cells", 4 * wanted["counted"]["rows"], 0),
        (wanted["counted"], "bytes", 6 * wanted["counted"]["rows"], 0xFF),
        (wanted["counted"], "stack", wanted["counted"]["level"], 0),
        (
            wanted["counted"],
            "pairs",
            2 * wanted["counted"]["depth"],
            {"level": 0, "pending": False},
        ),
        (wanted, "data", 16 * before["blocks"], before["data"]),
        (wanted, "raw", before["used"], before["raw"]),
        (wanted, "words", 3 * before["used"], before["words"]),
        (wanted["counted"], "seen", -(-wanted["counted"]["pins"] // 64), 0),
        (wanted["counted"], "lit", wanted["counted"]["pin"] > 1, 5),
        (wanted, "lamps", before["used"] > 0, before["lamps"]),
        (wanted, "irqs", -(-wanted["pins"] // 64), before["irqs"]),
    ):
        behind = len(owner[key]) - sent
        rest = otherwise[sent:] if isinstance(otherwise, list) else [otherwise] * behind
        owner[key] = [*owner[key][:sent], *rest]
    return wanted


BITS = [("pins", 71), ("pins", -1), ("pins", -(1 << 31)), ("pin", 34), ("pin", 0xFFFFFFC0)]
"""More bits than there are, also such that as many words would fit, and none."""

slow = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.filter_too_much],
)


@slow
@given(STATES, STATES, st.integers(0, 4), st.integers(0, 3))
def test_there_and_back(
    values: dict[str, Any], old: dict[str, Any], blocks: int, used: int
) -> None:
    """What does not travel of an array stays as it was; in a mirror it is at reset."""
    made = codec().state_class(**values, blocks=blocks, used=used)
    before = codec().state_class(**old, blocks=blocks, used=used)
    assume(not codec().broken_rules(made) and not codec().broken_rules(before))
    data = codec().encode(made)
    after = codec().decode(data, into=before)
    assert after.model_dump() == arrived(values, before.model_dump())
    left = any(old["last"][2:4]) and not any(values["last"][2:4])
    assert left or codec().encode(after) == data


def test_only_the_part_is_sent() -> None:
    assert SENT["raw"] == (4, 12) and SENT["own"] == (0, 8) and SENT["late"] == (2, 4)
    fresh = codec().reset()
    data = codec().encode(fresh)
    spans = {span.path: data[span.offset : span.end] for span in codec().spans(fresh)}
    assert spans["parts.own"] == b"".join(number.to_bytes(8, "big") for number in range(8))
    assert len(spans["parts.raw"]) == 8 * 4 and len(spans["parts.tail"]) == 12


def test_elements_that_do_not_travel_are_not_looked_at() -> None:
    """A part may be right where the rest of the array is not: only a restore of the part checks."""
    fresh = codec().reset()
    for path, number in (("parts.narrow", 0x80), ("parts.modes", 1), ("parts.flags", 2)):
        with pytest.raises(WireError) as caught:
            codec().decode(common.patched(codec(), fresh, {path: number}))
        assert caught.value.error_class is ErrorClass.POST_LOAD


@pytest.mark.parametrize(
    ("number", "wrong"),
    [("rows", 5), ("level", 6), ("level", -1), ("depth", 4), ("depth", -1), *BITS],
)
def test_a_count_above_its_array_is_refused_before_it_is_read(number: str, wrong: int) -> None:
    data = common.patched(codec(), codec().reset(), {f"counted.{number}": wrong})
    with pytest.raises(WireError) as caught:
        codec().decode(data)
    assert caught.value.error_class is ErrorClass.VALIDATION_FAILED


def test_counts_that_do_not_travel_are_checked_by_the_same_rule() -> None:
    for values in ({"blocks": 5}, {"used": 4}, {"used": 9}):
        before = codec().state_class(**values)
        with pytest.raises(WireError) as caught:
            codec().decode(codec().encode(codec().reset()), into=before)
        assert caught.value.error_class is ErrorClass.VALIDATION_FAILED


@pytest.mark.parametrize(("bits", "words"), [(0, 0), (1, 1), (64, 1), (65, 2), (70, 2)])
def test_a_bitmap_is_as_many_words_as_its_bits_need(bits: int, words: int) -> None:
    """The last of them as it is: also what lies above the last bit (vmstate-wire.md section 12)."""
    full = [(1 << 64) - 1, 0xF << 60]
    made = codec().state_class(counted={"pins": bits, "seen": full})
    spans = {span.path: span for span in codec().spans(made)}
    sent = spans["counted.seen"].count if words else 0
    assert sent == words and ("counted.seen" in spans) == (words > 0)
    after = codec().decode(codec().encode(made)).model_dump()["counted"]
    assert after["seen"] == [*full[:words], 0, 0][:2] and after["pins"] == bits


def test_dump_of_what_is_counted() -> None:
    """C has one element of a size that a member says, or so many of a size that it knows."""
    fields = to_dump(codec().layout, "counts")["Description"]["Fields"]
    sizes = {item["field"]: (item.get("num"), item["size"]) for item in fields}
    assert sizes["bytes"] == (None, 6) and sizes["data"] == (None, 16)
    assert sizes["raw"] == (None, 0) and sizes["plain"] == (None, 3)
    assert sizes["words"] == (None, 2) and sizes["packet"] == (None, 0)
    assert sizes["map"] == sizes["irqs"] == sizes["whole"] == (None, 0)
    assert sizes["head"] == (None, 4) and sizes["tail"] == (None, 12)


def test_a_queue_sends_no_more_than_is_in_it() -> None:
    """C allocates such a buffer as it loads it; here it holds so many at most."""
    held = codec().state_class(packets={"packet": list(b"hello"), "words": [7]})
    data = codec().encode(held)
    assert data.index(b"\0\0\0\x05hello" + b"\x01" + b"\0\0\0\x07" + b"\0\0") > 0
    assert codec().decode(data) == held
    for number, wrong in (("size", 41), ("used", 5)):
        with pytest.raises(WireError) as caught:
            codec().decode(common.patched(codec(), held, {f"packets.{number}": wrong}))
        assert caught.value.error_class is ErrorClass.VALIDATION_FAILED
