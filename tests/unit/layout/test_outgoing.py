# SPDX-License-Identifier: GPL-2.0-or-later
"""From a state to what is sent: arrays and rows, absent values, masks, and queues as rings."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from vmgen.layout import Companion, Element, Number, Ring, Timer, WireField, whole
from vmgen.layout.outgoing import outgoing

U8 = whole("u8")


def field(element: Element = U8, count: int | None = None, **more: Any) -> WireField:
    return WireField("x", "x", element, count, **more)


OPTION = Number("i32", "u8", 0, 255, none=-1)
MASKED = Number("u8", "u8", 0, 255, mask=0x0F)


@pytest.mark.parametrize(
    ("made", "live", "sent"),
    [
        (field(), {"x": 7}, [7]),
        (field(count=2), {"x": [1, 2]}, [1, 2]),
        (field(count=4, columns=2), {"x": [[1, 2], [3, 4]]}, [1, 2, 3, 4]),
        (field(count=3, counted="n"), {"x": [1, 2, 3], "n": 2}, [1, 2]),
        (field(count=3, counted="n"), {"x": [1, 2, 3], "n": 0}, []),
        (field(count=3, counted="n"), {"x": [1, 2, 3], "n": 4}, [1, 2, 3]),
        (field(Timer(48)), {"x": None}, [-1]),
        (field(Timer(48)), {"x": 0}, [0]),
        (field(Timer(48), 2), {"x": [5, None]}, [5, -1]),
        (field(OPTION), {"x": None}, [-1]),
        (field(OPTION), {"x": 0}, [0]),
        (field(OPTION), {"x": 255}, [255]),
        (field(Number("u8", "u8", 1, 255, none=0, mask=0x0F)), {"x": 0x15}, [5]),
        (field(MASKED), {"x": 0xF5}, [5]),
        (field(MASKED, 2), {"x": [0x10, 0x1F]}, [0, 15]),
        (field(Number("u8", "u8", 0, 255, force=8)), {"x": 0}, [0]),
        (field(flag="is"), {"x": None}, [0]),
        (field(flag="is"), {"x": 3}, [3]),
    ],
)
def test_fields(made: WireField, live: dict[str, Any], sent: list[Any]) -> None:
    assert outgoing(made, live) == sent


Kind = Literal["flag", "length", "oldest", "free", "slots"]


def part(kind: Kind, encoding: str = "u8", capacity: int = 4) -> WireField:
    rings = (Ring("q", capacity, capacity, "slots", length="x"),)
    return field(whole(encoding), companion=Companion(kind, ("q",), rings))


@pytest.mark.parametrize(
    ("made", "held", "sent"),
    [
        (part("length"), 0, 0),
        (part("length"), 3, 3),
        (part("length"), 4, 4),
        (part("length"), 5, 4),
        (part("oldest"), 3, 0),
        (part("free"), 0, 0),
        (part("free"), 3, 3),
        (part("free"), 4, 0),
        (part("free"), 5, 0),
        # In a type that is too narrow, as Rust's `as`.
        (part("length", "i8", 300), 127, 127),
        (part("length", "i8", 300), 128, -128),
        (part("length", "i8", 300), 255, -1),
        (part("length", "i8", 300), 256, 0),
        (part("length", "u8", 300), 255, 255),
        (part("length", "u8", 300), 257, 1),
        (part("length", "u8", 900), 770, 2),
        (part("length", "i8", 900), 900, -124),
    ],
)
def test_numbers_of_a_queue(made: WireField, held: int, sent: int) -> None:
    assert outgoing(made, {"q": [9] * held}) == [sent]


def test_flags() -> None:
    flag = field(whole("bool"), companion=Companion("flag", ("q",)))
    assert [outgoing(flag, {"q": value}) for value in (None, 0, 3)] == [[0], [1], [1]]


@pytest.mark.parametrize(
    ("queues", "count", "sent"),
    [
        ({"q": [1, 2]}, 4, [1, 2, 0, 0]),
        ({"q": []}, 2, [0, 0]),
        ({"q": [1, 2]}, 2, [1, 2]),
        ({"q": [1, 2, 3]}, 2, [1, 2]),
        ({"q": [1], "r": [5, 6]}, 4, [1, 5, 0, 6]),
        ({"q": [1, 2], "r": []}, 4, [1, 0, 2, 0]),
        ({"q": [1, 2], "r": [5, 6, 7], "s": [8]}, 6, [1, 5, 8, 2, 6, 0]),
    ],
)
def test_slots(queues: dict[str, list[int]], count: int, sent: list[int]) -> None:
    capacity = count // len(queues)
    rings = tuple(
        Ring(key, capacity, capacity, "x", length="n", first=first, step=len(queues))
        for first, key in enumerate(queues)
    )
    slots = field(U8, count, companion=Companion("slots", tuple(queues), rings))
    assert outgoing(slots, queues) == sent
