# SPDX-License-Identifier: GPL-2.0-or-later
"""The scalars: how wide they are, what they hold, and how `struct` calls them on the wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScalarInfo:
    """Width in bits and range of a scalar. `usize` counts as 64 bits: QEMU's Rust needs them."""

    bits: int
    minimum: int
    maximum: int

    @property
    def size(self) -> int:
        """Bytes in memory; on the wire too, where the scalar may travel."""
        return self.bits // 8


def _unsigned(bits: int) -> ScalarInfo:
    return ScalarInfo(bits, 0, (1 << bits) - 1)


def _signed(bits: int) -> ScalarInfo:
    return ScalarInfo(bits, -(1 << (bits - 1)), (1 << (bits - 1)) - 1)


SCALARS: dict[str, ScalarInfo] = {
    "bool": ScalarInfo(8, 0, 1),
    **{f"u{bits}": _unsigned(bits) for bits in (8, 16, 32, 64)},
    **{f"i{bits}": _signed(bits) for bits in (8, 16, 32, 64)},
    "usize": _unsigned(64),
}
