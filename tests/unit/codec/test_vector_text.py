# SPDX-License-Identifier: GPL-2.0-or-later
"""Long sections in `tests/vectors.txt`: short, and what they stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import read
from vmgen.plan import DIALECTS, plan_device
from vmgen.render.vectors import render_vectors
from vmgen.vectors.edit import compared, cut, edited
from vmgen.vectors.make import vectors
from vmgen.vectors.text import PLAIN, first_text, section_text


def expanded(text: str, first: bytes) -> list[int | None]:
    """The bytes of a text, as the reader in Rust has them."""
    found: list[int | None] = []
    for word in text.split():
        if word.startswith("@"):
            at, count = map(int, word[1:].split("+"))
            assert at + count <= len(first)
            found += first[at : at + count]
            continue
        digits, _, times = word.partition("*")
        pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
        found += [None if pair == "??" else int(pair, 16) for pair in pairs] * int(times or "1")
    return found


SAMPLES = [
    bytes(5000),
    bytes(range(1, 128)) * 70,
    b"\0" * 3000 + b"abcdef" * 500 + bytes(range(256)),
    bytes(number * number % 251 for number in range(4000)),
    b"\1\2\3\4\5" * 1000 + b"\1\2\3\4",
]


@pytest.mark.parametrize("data", SAMPLES)
def test_what_is_written_is_the_same(data: bytes) -> None:
    assert expanded(first_text(data), b"") == [*data]
    for other in (*SAMPLES, data[:2500], data + b"\5" * 99, data[:900] + b"xyz" + data[903:]):
        section = compared(data, other)
        assert section.whole == other and section.length == len(other)
        assert expanded(section_text(section), data) == [*other]
        unknown = [(0, 3), (700, 1200), (len(other) - 1, len(other))]
        wanted: list[int | None] = [*other]
        for start, end in unknown:
            wanted[start:end] = [None] * (end - start)
        assert expanded(section_text(section, unknown), data) == wanted


def test_runs_are_short() -> None:
    assert first_text(bytes(1 << 20)) == f"00*{1 << 20}"
    assert len(first_text(SAMPLES[1])) < 300
    assert section_text(compared(SAMPLES[0], SAMPLES[0][:-1] + b"\7")) == "@0+4999 07"
    assert first_text(bytes(PLAIN)) == "00" * PLAIN


def test_equal_edits_are_equal_bytes() -> None:
    base = bytes([0, 1, 1, 2, 0, 0, 3])
    assert edited(base, 0, bytes([0, 9, 1]), 3) == compared(base, bytes([0, 9, 1, 2, 0, 0, 3]))
    assert edited(base, 0, base, 7) == compared(base, base)
    assert cut(base, 4) == compared(base, base[:4])
    assert compared(base, base + b"\3").whole == base + b"\3"


LONG = """
class R(Registers, name="d/regs"):
    {first}
    data: Buffer[3000] = 7
    words: Array[u32, 600] = field(lt=9)
    word: Wire[u32] = computed()
    end: u16 = field(le=3)


class DState(Device, name="d"):
    regs: Migratable[BqlRefCell[R]]
    more: BqlCell[u32] = subsection("d/more", needed=CHANGED)
"""


@pytest.mark.parametrize("first", ["early: u8", "early: u8 = field(default=1, ge=1)"])
def test_the_file_of_a_device(first: str, tmp_path: Path) -> None:
    device, found = read(tmp_path, LONG.format(first=first))
    made = vectors(device)
    _, text = render_vectors(plan_device(device, DIALECTS["11"], found), made)
    assert len(text) < 20_000  # all in hex would be 400,000
    lines = [line.split("; ") for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == len(made)
    begin = bytes(byte or 0 for byte in expanded(lines[0][4], b""))
    for line, vector in zip(lines, made, strict=True):
        assert expanded(line[4], begin) == [*vector.data]
        if vector.refused is None:
            saved = expanded(line[5] if len(line) > 5 else line[4], begin)
            assert len(saved) == len(vector.saved) and saved[5401:5405] == [None] * 4
            known = zip(saved, vector.saved, strict=True)
            assert all(one in (None, other) for one, other in known)
