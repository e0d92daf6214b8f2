# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections as the text of `tests/vectors.txt`: hex, and a shorter form for long ones.

`hwcore::testing::Vectors` reads it. In the shorter form words stand with a blank between them: hex,
`hex*n` for n times these bytes, and `@at+n` for n bytes of the first section from `at` on. So the
file grows with the fields of a device, not with their square, and not with the length of a buffer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vmgen.vectors.edit import Edit

PLAIN = 2048
"""Up to so many bytes are hex alone, which is what people read."""
ANY_BYTE = "??"

_PERIOD = 1024
"""The longest bytes that are looked for again."""
_TIMES = 4
"""How often they must come."""
_STEP = 16
"""So many bytes that do not come again are passed at once."""


def section_text(section: Edit, unknown: Sequence[tuple[int, int]] = ()) -> str:
    """A section; `unknown` are ranges of bytes that may be any, in order."""
    if section.length <= PLAIN:
        return _plain(section.whole, unknown)
    words, at = list[str](), 0
    for start, end in (*unknown, (section.length, section.length)):
        words += _words(section, at, start)
        if end > start:
            words.append(f"{ANY_BYTE}*{end - start}")
        at = end
    return " ".join(words)


def first_text(data: bytes) -> str:
    """The first section of a file, to which others refer."""
    return data.hex() if len(data) <= PLAIN else " ".join(_runs(data))


def _plain(data: bytes, unknown: Sequence[tuple[int, int]]) -> str:
    if not unknown:
        return data.hex()
    text, at = "", 0
    for start, end in unknown:
        text += data[at:start].hex() + ANY_BYTE * (end - start)
        at = end
    return text + data[at:].hex()


def _words(section: Edit, start: int, end: int) -> Iterator[str]:
    """The bytes from `start` to `end`."""
    first, last = section.start, section.start + len(section.new)
    moved = section.end - last
    if start < min(first, end):
        yield f"@{start}+{min(first, end) - start}"
    if max(start, first) < min(end, last):
        yield from _runs(section.new[max(start, first) - first : min(end, last) - first])
    if max(start, last) < end:
        yield f"@{max(start, last) + moved}+{end - max(start, last)}"


def _runs(data: bytes) -> Iterator[str]:
    at = told = 0
    while at < len(data):
        period, times = _repeated(data, at)
        if not times:
            at += _STEP
            continue
        if told < at:
            yield data[told:at].hex()
        yield f"{data[at : at + period].hex()}*{times}"
        at = told = at + period * times
    if told < len(data):
        yield data[told:].hex()


def _repeated(data: bytes, at: int) -> tuple[int, int]:
    """How many bytes come again here, and how often they stand; 0 where none do often enough."""
    head = data[at : at + _STEP]
    period = data.find(head, at + 1, at + _PERIOD + len(head)) - at
    if period <= 0 or len(head) < _STEP:
        return 0, 0
    size = _TIMES * period
    if data[at : at + size] != data[at : at + period] * _TIMES:
        return 0, 0
    block = data[at : at + size]
    while data[at + size : at + 2 * size] == block:  # twice as far each time
        block, size = block * 2, size * 2
    step = size // 2
    while step >= period:
        if data[at + size : at + size + step] == data[at : at + step]:
            size += step
        step = step // 2 // period * period
    return period, size // period
