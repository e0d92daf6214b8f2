# SPDX-License-Identifier: GPL-2.0-or-later
"""Rings in all forms: what their numbers say, what they refuse, and the way back."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from vmgen.layout import Mark, Number, Ring, RingFault

LENGTH = Ring("q", 4, 4, "data", length="n", oldest="r")
NEWEST = Ring("q", 4, 4, "data", length="n", free="w")
ENDS = Ring("q", 3, 4, "data", oldest="r", free="w")
ALL = Ring("q", 4, 4, "data", length="n", oldest="r", free="w")
LINEAR = Ring("q", 4, 4, "data", length="n", form="linear")
FULL = Ring("q", 4, 4, "data", free="w", form="full")
SHORT = replace(LENGTH, modulo="size")
SHORT_ENDS = replace(ENDS, modulo="size")
WORDS = replace(ALL, width=4)
DOWN = [replace(ring, form="down") for ring in (LENGTH, NEWEST, ENDS, ALL, SHORT, SHORT_ENDS)]
FORMS = [LENGTH, NEWEST, ENDS, ALL, LINEAR, FULL, SHORT, SHORT_ENDS, *DOWN]
SLOTS = [10, 11, 12, 13]


def items(ring: Ring, values: list[int] = SLOTS, **numbers: int) -> list[int]:
    return ring.items(numbers.__getitem__, values)


@pytest.mark.parametrize(
    ("ring", "numbers", "found"),
    [
        (LENGTH, {"n": 0, "r": 3}, []),
        (LENGTH, {"n": 1, "r": 3}, [13]),
        (LENGTH, {"n": 3, "r": 3}, [13, 10, 11]),
        (LENGTH, {"n": 4, "r": 1}, [11, 12, 13, 10]),
        (NEWEST, {"n": 0, "w": 2}, []),
        (NEWEST, {"n": 3, "w": 1}, [12, 13, 10]),
        (NEWEST, {"n": 4, "w": 1}, [11, 12, 13, 10]),
        (ENDS, {"r": 2, "w": 2}, []),
        (ENDS, {"r": 2, "w": 3}, [12]),
        (ENDS, {"r": 2, "w": 1}, [12, 13, 10]),
        (ALL, {"r": 2, "w": 1, "n": 3}, [12, 13, 10]),
        (ALL, {"r": 2, "w": 2, "n": 4}, [12, 13, 10, 11]),
        (ALL, {"r": 2, "w": 2, "n": 0}, []),
        (LINEAR, {"n": 0}, []),
        (LINEAR, {"n": 4}, [10, 11, 12, 13]),
        (FULL, {"w": 0}, [10, 11, 12, 13]),
        (FULL, {"w": 3}, [13, 10, 11, 12]),
        (SHORT, {"size": 3, "n": 3, "r": 2}, [12, 10, 11]),
        (SHORT, {"size": 1, "n": 1, "r": 0}, [10]),
        (SHORT_ENDS, {"size": 3, "r": 2, "w": 1}, [12, 10]),
        (SHORT_ENDS, {"size": 1, "r": 0, "w": 0}, []),
        (DOWN[0], {"n": 3, "r": 1}, [11, 10, 13]),
        (DOWN[1], {"n": 3, "w": 2}, [11, 10, 13]),
        (DOWN[1], {"n": 4, "w": 0}, [10, 13, 12, 11]),
        (DOWN[2], {"r": 1, "w": 3}, [11, 10]),
        (DOWN[2], {"r": 0, "w": 0}, []),
        (DOWN[3], {"r": 1, "w": 1, "n": 4}, [11, 10, 13, 12]),
        (DOWN[4], {"size": 3, "n": 2, "r": 0}, [10, 12]),
        (DOWN[5], {"size": 3, "r": 0, "w": 1}, [10, 12]),
    ],
)
def test_items(ring: Ring, numbers: dict[str, int], found: list[int]) -> None:
    assert items(ring, **numbers) == found


@pytest.mark.parametrize(
    ("ring", "numbers", "at"),
    [
        (LENGTH, {"n": 5, "r": 0}, "n"),
        (LENGTH, {"n": -1, "r": 0}, "n"),
        (LENGTH, {"n": 0, "r": 4}, "r"),
        (LENGTH, {"n": 0, "r": -1}, "r"),
        (NEWEST, {"n": 0, "w": 4}, "w"),
        (ENDS, {"r": 4, "w": 0}, "r"),
        (ENDS, {"r": 0, "w": 4}, "w"),
        (ALL, {"r": 2, "w": 2, "n": 3}, "w"),
        (ALL, {"r": 2, "w": 1, "n": 4}, "w"),
        (LINEAR, {"n": 5}, "n"),
        (FULL, {"w": 4}, "w"),
        (SHORT, {"size": 0, "n": 0, "r": 0}, "size"),
        (SHORT, {"size": 5, "n": 0, "r": 0}, "size"),
        (SHORT, {"size": 3, "n": 4, "r": 0}, "n"),
        (SHORT, {"size": 3, "n": 0, "r": 3}, "r"),
        (SHORT_ENDS, {"size": 3, "r": 0, "w": 3}, "w"),
        (DOWN[3], {"r": 1, "w": 3, "n": 3}, "w"),
        (DOWN[0], {"n": 5, "r": 0}, "n"),
        (DOWN[0], {"n": 0, "r": 4}, "r"),
        (WORDS, {"r": 1, "w": 4, "n": 0}, "r"),
        (WORDS, {"r": 16, "w": 0, "n": 0}, "r"),
        (WORDS, {"r": 0, "w": 0, "n": 20}, "n"),
    ],
)
def test_refused(ring: Ring, numbers: dict[str, int], at: str) -> None:
    with pytest.raises(RingFault) as fault:
        items(ring, **numbers)
    assert fault.value.key == at


@pytest.mark.parametrize("ring", FORMS)
@pytest.mark.parametrize("size", range(1, 5))
def test_back(ring: Ring, size: int) -> None:
    """What a queue is saved as is that queue again."""
    most = min(ring.capacity, (size if ring.modulo else 4) - (ring.depth - ring.capacity))
    for held in range(4 if ring.form == "full" else 0, most + 1):
        queue, slots = list(range(1, held + 1)), [0] * 4
        ring.fill(slots, queue, size)
        numbers = {key: ring.says(part, queue, size) for part, key in ring.parts.items()}
        assert items(ring, slots, size=size, **numbers) == queue


def test_full_from_fewer() -> None:
    """What is missing in a ring that is always full is 0, and older than the rest."""
    slots = [0] * 4
    FULL.fill(slots, [7, 8], 0)
    assert items(FULL, slots, w=FULL.says("free", [7, 8], 0)) == [0, 0, 7, 8]


def test_bytes() -> None:
    """Wide items in slots of bytes lie lowest byte first, and the numbers count bytes."""
    slots = [0] * 16
    WORDS.fill(slots, [0x01020304, 0xFFFFFFFF], 0)
    assert slots[:9] == [4, 3, 2, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0]
    assert [WORDS.says(part, [1, 2], 0) for part in ("oldest", "length", "free")] == [0, 8, 8]
    assert items(WORDS, slots, r=4, n=8, w=12) == [0xFFFFFFFF, 0]


@pytest.mark.parametrize("ring", [LENGTH, NEWEST, ENDS, ALL, LINEAR, FULL, *DOWN[:4]])
def test_every_number(ring: Ring) -> None:
    """Whatever arrives is refused, or is a queue of at most so many."""
    for numbers in product(range(-1, 6), repeat=3):
        try:
            found = items(ring, **dict(zip("nrw", numbers, strict=True)))
        except RingFault:
            continue
        assert len(found) <= ring.capacity


def test_an_item_is_its_slot_or_so_many_bytes() -> None:
    slot = Number("u8", "u8", 0, 255)
    assert LENGTH.item(slot) is slot
    assert [replace(ALL, width=width).item(slot).encoding for width in (2, 4, 8)] == [
        "u16",
        "u32",
        "u64",
    ]


@pytest.mark.parametrize(
    ("mark", "count", "held", "slot"),
    [
        (Mark((), ALL, None), 0, 0, 0),
        (Mark((), ALL, None), 3, 4, 3),
        (Mark((), ALL, None), 4, 4, 3),  # all slots in front would be none
        (Mark((), ALL, None), 2, 1, 1),  # more than there are
        (Mark((), ALL, 9), 0, 4, 9),
        (Mark((), ALL, 9), 2, 0, 9),
        (Mark((), ALL, 9), 1, 4, 1),
        (Mark((), WORDS, 99), 3, 4, 12),
        (Mark((), DOWN[0], None), 1, 4, 3),
        (Mark((), DOWN[0], None), 4, 4, 1),
    ],
)
def test_slot_of_a_mark(mark: Mark, count: int, held: int, slot: int) -> None:
    assert mark.says(count, SLOTS[:held], 0) == slot


@pytest.mark.parametrize(
    ("mark", "value", "numbers", "before"),
    [
        (Mark((), LENGTH, None), 3, {"n": 2, "r": 3}, 0),
        (Mark((), LENGTH, None), 1, {"n": 2, "r": 3}, 2),
        (Mark((), LENGTH, 9), 9, {"n": 2, "r": 3}, 0),
        (Mark((), WORDS, 99), 4, {"n": 8, "r": 12, "w": 4}, 2),
    ],
)
def test_items_before_a_mark(mark: Mark, value: int, numbers: dict[str, int], before: int) -> None:
    assert mark.before("m", value, numbers.__getitem__) == before


@pytest.mark.parametrize(
    ("mark", "value", "numbers"),
    [
        (Mark((), LENGTH, None), 2, {"n": 2, "r": 3}),
        (Mark((), LENGTH, None), 4, {"n": 2, "r": 3}),
        (Mark((), LENGTH, 9), -1, {"n": 2, "r": 3}),
        (Mark((), WORDS, 99), 6, {"n": 8, "r": 12, "w": 4}),
    ],
)
def test_no_slot_of_a_mark(mark: Mark, value: int, numbers: dict[str, int]) -> None:
    with pytest.raises(RingFault) as raised:
        mark.before("m", value, numbers.__getitem__)
    assert raised.value.key == "m"
