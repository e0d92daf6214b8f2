# SPDX-License-Identifier: GPL-2.0-or-later
"""One number that counts several arrays: it may say no more than the shortest holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import read
from vmgen.codec import WireError, codec_of
from vmgen.render.vectors import device_vectors

CELLS = """class Dev(Device, name="dev"):
    "D."
    n: BqlCell[u8]
    {first}: Array[BqlCell[u8], {one}] = field(count="n")
    {second}: Array[BqlCell[u16], {two}] = field(count="n")
"""


@pytest.mark.parametrize(("one", "two"), [(2, 4), (4, 2), (2, 2)])
def test_the_shorter_of_two_arrays(one: int, two: int, tmp_path: Path) -> None:
    text = CELLS.format(first="a", second="b", one=one, two=two)
    codec = codec_of(read(tmp_path, text)[0])
    most = min(one, two)
    full = codec.state(n=most, a=[1] * one, b=[2] * two)
    assert codec.encode(full) == bytes([most]) + b"\1" * most + b"\0\2" * most
    data = bytes([most + 1]) + bytes(3 * (most + 1))
    with pytest.raises(WireError):
        codec.decode(data)


@pytest.mark.parametrize(("one", "two"), [(2, 4), (4, 2)])
def test_no_vector_counts_further(one: int, two: int, tmp_path: Path) -> None:
    text = CELLS.format(first="a", second="b", one=one, two=two)
    counts = {item.data[0] for item in device_vectors(read(tmp_path, text)[0]) if not item.refused}
    assert max(counts) == 2


def test_a_property_that_counts(tmp_path: Path) -> None:
    """It does not travel, so the vectors say what it is."""
    text = CELLS.format(first="a", second="b", one=4, two=2).replace(
        "BqlCell[u8]\n", "Property[u8]\n"
    )
    vectors = device_vectors(read(tmp_path, text)[0])
    loaded = [item.flags["n"] for item in vectors if not item.refused and item.flags]
    assert loaded and max(loaded) == 2
    assert {item.flags["n"] for item in vectors if item.refused and item.flags} == {3, 5}
