# SPDX-License-Identifier: GPL-2.0-or-later
"""Damage to small real streams: one StreamError or a clean read, never anything else."""

from __future__ import annotations

import lzma
import random
import time
from pathlib import Path

import pytest
from stream_builder import StreamBuilder, field, struct_field, u32, vmsd

from vmgen.stream import StreamError, decode_section, encode_section, open_stream

DATA = Path(__file__).resolve().parents[2] / "data" / "streams"
SMALLEST = DATA / "7.2" / "avr-arduino-duemilanove.xz"
NEXT = DATA / "11.1" / "avr-arduino-duemilanove.xz"


def survives(path: Path) -> bool:
    """Read all there is; True if it is read to its end."""
    try:
        with open_stream(path) as stream:
            for section in stream.sections():
                values = decode_section(section)
                assert encode_section(values) == section.data
    except StreamError as error:
        assert error.offset >= 0
        assert error.message
        assert error.path == str(path)
        assert "\n" not in str(error)
        return False
    return True


@pytest.mark.parametrize(("original", "step"), [(SMALLEST, 1), (NEXT, 7)], ids=["7.2", "11.1"])
def test_cut_at_every_byte(tmp_path: Path, original: Path, step: int) -> None:
    data = lzma.decompress(original.read_bytes())
    path = tmp_path / "s"
    path.write_bytes(data)
    with open_stream(path) as stream:
        vmdesc = stream.vmdesc_offset
    whole = []
    assert vmdesc is not None
    for size in sorted({*range(0, len(data), step), *range(vmdesc - 200, len(data))}):
        path.write_bytes(data[:size])
        if survives(path):
            whole.append(size)
    assert whole == [vmdesc]  # with the end mark, without the description


def test_xz_cut_at_every_byte(tmp_path: Path) -> None:
    data = SMALLEST.read_bytes()
    path = tmp_path / "s.xz"
    for size in range(len(data)):
        path.write_bytes(data[:size])
        assert not survives(path)


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bytes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = lzma.decompress((SMALLEST if seed % 2 else NEXT).read_bytes())
    path = tmp_path / "s"
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 3, 10))):
            damaged[chance.randrange(len(data))] = chance.choice((0, 1, 4, 5, 255, 0x7E, 0x80))
        path.write_bytes(damaged)
        survives(path)


def test_flipped_bytes_in_the_description(tmp_path: Path) -> None:
    chance = random.Random(1)
    data = lzma.decompress(NEXT.read_bytes())
    path = tmp_path / "s"
    path.write_bytes(data)
    with open_stream(path) as stream:
        assert stream.vmdesc_offset is not None
        begin = stream.vmdesc_offset
    for _ in range(600):
        damaged = bytearray(data)
        damaged[chance.randrange(begin, len(data))] = chance.choice(b'0129"{}[],:xe-\\')
        path.write_bytes(damaged)
        survives(path)


def test_flipped_bytes_in_xz(tmp_path: Path) -> None:
    data = SMALLEST.read_bytes()
    path = tmp_path / "s.xz"
    for at in range(0, len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 0x55
        path.write_bytes(damaged)
        survives(path)


@pytest.mark.parametrize(
    "description",
    [
        struct_field("a", 1, vmsd("e", 1, field("b", "uint8", 1)), array_len=2**31 - 1),
        field("a", "uint8", 1, array_len=2**31 - 1),
        field("a", "buffer", 2**31 - 1),
        struct_field("a", 0, vmsd("e", 1), array_len=2**31 - 1),
        struct_field("a", 4, vmsd("e", 1, *[field("z", "u", 0)] * 999, field("b", "uint32", 4))),
    ],
    ids=["structs", "array", "buffer", "nothing", "much of nothing"],
)
def test_counts_that_lie(tmp_path: Path, description: dict[str, object]) -> None:
    builder = StreamBuilder().full("one", u32(1), vmsd("one", 1, description))
    begin = time.monotonic()
    assert survives(builder.write(tmp_path / "s"))
    assert time.monotonic() - begin < 2


def test_much_zero_without_end(tmp_path: Path) -> None:
    path = tmp_path / "s"
    builder = StreamBuilder()
    builder.start("one", 0, 1)
    path.write_bytes(builder.data + bytes(8 << 20))
    begin = time.monotonic()
    assert not survives(path)
    assert time.monotonic() - begin < 20
