# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes as what differs from others: thousands of long sections that differ in a field each."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Edit(NamedTuple):
    """The bytes `base[:start] + new + base[end:]`.

    `start` is as high and `end - start` as low as can be, so that equal edits are equal bytes.
    """

    base: bytes
    start: int
    new: bytes
    end: int

    @property
    def whole(self) -> bytes:
        """All of the bytes."""
        return self.base[: self.start] + self.new + self.base[self.end :]

    @property
    def length(self) -> int:
        """How many they are."""
        return len(self.base) - self.end + self.start + len(self.new)


def edited(base: bytes, start: int, new: bytes, end: int) -> Edit:
    """The bytes `base[:start] + new + base[end:]`, which are as many as before, or end there."""
    old = base[start:end]
    if len(new) != len(old):
        return compared(base, base[:start] + new + base[end:])
    if new == old:
        return Edit(base, len(base), b"", len(base))
    first = _same(old, new, "big")
    last = _same(old, new, "little")
    return Edit(base, start + first, new[first : len(new) - last], end - last)


def cut(base: bytes, length: int) -> Edit:
    """The first so many bytes."""
    return Edit(base, length, b"", len(base))


def compared(base: bytes, whole: bytes) -> Edit:
    """Bytes as an edit of others."""
    size = min(len(base), len(whole))
    start = _same(base[:size], whole[:size], "big")
    rest = size - start
    last = _same(base[len(base) - rest :], whole[len(whole) - rest :], "little") if rest else 0
    return Edit(base, start, whole[start : len(whole) - last], len(base) - last)


def _same(one: bytes, other: bytes, order: Literal["big", "little"]) -> int:
    """How many bytes are the same, from the front (`big`) or from behind (`little`)."""
    if one == other:
        return len(one)
    different = int.from_bytes(one, order) ^ int.from_bytes(other, order)
    return len(one) - (different.bit_length() + 7) // 8
