# SPDX-License-Identifier: GPL-2.0-or-later
"""Queues in all forms: tests/golden/specs/rings.py in the codec."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings

from tests.unit.codec.common import body_values, patched, subsection
from tests.unit.codec.common import ringed as codec
from vmgen.codec import ErrorClass, WireError

MARKS = {
    "fixed": ("mixture", 4),
    "replies": ("mixture", 4),
    "steep": ("under", 3),
    "urgent": ("late", 4),
    "front": ("words", 4),
}
"""Queues of the registers and how many slots they have, by the marks in them."""


def arrived(values: dict[str, Any]) -> dict[str, Any]:
    """What a device holds after it loaded these values: as much as its rings have room for."""
    wanted = copy.deepcopy(values)
    regs, queues = wanted["regs"], wanted["queues"]
    regs["status"] = regs["status"][: regs["size"]]
    regs["short"] = regs["short"][: regs["turns"] - 1]
    regs["log"] = [0] * (4 - len(regs["log"])) + regs["log"]
    if not regs["gap"]:
        regs["late"] = []
        regs["urgent"] = 0
    regs["steps"] = codec().reset().regs.steps  # is the device's own
    for name in ("under", "over"):
        regs[name] = regs[name][: regs["steps"]]
    # A mark behind as many items as there are slots would be one before the first.
    for mark, (queue, depth) in MARKS.items():
        regs[mark] = min(regs[mark], len(regs[queue]), depth - 1)
    queues["first"] = min(queues["first"], len(queues["taken"]["items"]), 8 - 1)
    if not queues["more"]:
        queues["received"]["items"] = []
    return wanted


@settings(max_examples=100)
@given(body_values(codec().layout), body_values(codec().layout))
def test_there_and_back(values: dict[str, Any], old: dict[str, Any]) -> None:
    data = codec().encode(codec().state_class(**values))
    after = codec().decode(data, into=codec().state_class(**old))
    assert after.model_dump() == arrived(values)
    # Items that a shorter ring has no room for were in its slots, and are gone.
    assert codec().decode(codec().encode(after)) == after


def test_fifo8_is_as_c_has_it() -> None:
    """Storage, head and number of bytes; words lowest byte first (vmstate-macros.md, section 4)."""
    state = codec().reset()
    state.queues.taken.items = [1, 2, 3]
    state.queues.sent.items = [0x01020304, 5]
    state.queues.more = 1
    state.queues.received.items = [9]
    data = codec().encode(state)
    fifo = bytes([1, 2, 3, 0, 0, 0, 0, 0]) + bytes(4) + b"\0\0\0\3"
    words = bytes([4, 3, 2, 1, 5, 0, 0, 0]) + bytes(8) + bytes(4) + b"\0\0\0\x08"
    behind = bytes([9]) + bytes(7 + 4) + b"\0\0\0\1"
    at = data.index(fifo)
    pairs = bytes(2 * (2 + 4 + 4))
    first = bytes(4)  # a mark in front of all of them
    assert data[at:] == fifo + pairs + words + b"\1" + first + subsection(
        "rings/queues/received", 1, behind
    )


@pytest.mark.parametrize(
    ("numbers", "items"),
    [
        ({"queues.taken.head": 6, "queues.taken.num": 3}, [7, 8, 1]),
        ({"queues.taken.head": 7, "queues.taken.num": 8}, [8, 1, 2, 3, 4, 5, 6, 7]),
        ({"queues.taken.num": 0}, []),
    ],
)
def test_a_fifo8_that_begins_again(numbers: dict[str, int], items: list[int]) -> None:
    state = codec().reset()
    state.queues.taken.items = [1, 2, 3, 4, 5, 6, 7, 8]
    assert codec().decode(patched(codec(), state, numbers)).queues.taken.items == items


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("queues.taken.head", 8),
        ("queues.taken.num", 9),
        ("queues.taken.num", -1),
        ("queues.sent.head", 2),
        ("queues.sent.head", 16),
        ("queues.sent.num", 6),
        ("regs.whole_wptr", 1),
        ("regs.ends_tail", 4),
        ("regs.size", 0),
        ("regs.size", 7),
        ("regs.status_head", 3),
        ("regs.single_count", 5),
    ],
)
def test_refused(path: str, wrong: int) -> None:
    with pytest.raises(WireError) as caught:
        codec().decode(patched(codec(), codec().reset(), {path: wrong}))
    assert caught.value.error_class is ErrorClass.POST_LOAD
