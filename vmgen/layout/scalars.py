# SPDX-License-Identifier: GPL-2.0-or-later
"""The scalars: how wide they are, what they hold, and how `struct` calls them on the wire."""

from __future__ import annotations

from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class ScalarInfo:
    """Width and range of a scalar. `usize` counts as 64 bits: QEMU's Rust needs them."""

    size: int
    """Bytes in memory; on the wire too, where the scalar may travel."""
    minimum: int
    maximum: int
    code: str
    """How `struct` calls it; on the wire it is big endian (vmstate-wire.md section 12)."""

    @property
    def bits(self) -> int:
        """Width in bits."""
        return self.size * 8

    @property
    def signed(self) -> bool:
        """Whether it has a sign."""
        return self.minimum < 0


_CODES = {8: "B", 16: "H", 32: "I", 64: "Q"}


def _unsigned(bits: int) -> ScalarInfo:
    return ScalarInfo(bits // 8, 0, (1 << bits) - 1, _CODES[bits])


def _signed(bits: int) -> ScalarInfo:
    half = 1 << (bits - 1)
    return ScalarInfo(bits // 8, -half, half - 1, _CODES[bits].lower())


SCALARS: dict[str, ScalarInfo] = {
    "bool": ScalarInfo(1, 0, 1, "?"),
    **{f"u{bits}": _unsigned(bits) for bits in _CODES},
    **{f"i{bits}": _signed(bits) for bits in _CODES},
    "usize": _unsigned(64),
}
