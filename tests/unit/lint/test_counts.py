# SPDX-License-Identifier: GPL-2.0-or-later
"""What may count an array: in registers a register before it, in the device a cell or property."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.lint.said import device, registers, said

ARRAY = "x: Array[u8, 2] = field(count='n')"
CELLS = "x: Array[BqlCell[u8], 2] = field(count='n')"
WIDTH = "VM160 `x`: `n` is not u8, u16 or u32"
LATE = "VM160 `x`: `n` is no field before this one"
TOO_FAR = "VM160 `x`: `n` may be above the array's length, 2"
UNSENT = "VM160 `x`: `n` does not travel: a load would count by its reset value"


@pytest.mark.parametrize(
    ("spec", "lines", "messages"),
    [
        (registers, f"n: u8 = field(le=2); {ARRAY}", []),
        (registers, f"n: u16 = field(le=1); {ARRAY}", []),
        (registers, f"n: u32 = field(lt=3); {ARRAY}", []),
        (registers, f"n: u64 = field(le=2, wire=u32); {ARRAY}", []),
        (registers, f"n: usize = field(le=2, wire=u8); {ARRAY}", []),
        (registers, f"n: u8 = field(le=2, since=1); {ARRAY}", []),
        (registers, f"n: u8 = field(le=3); {ARRAY}", [TOO_FAR]),
        (registers, f"n: u8; {ARRAY}", [TOO_FAR]),
        (registers, f"n: u64 = field(le=2); {ARRAY}", [WIDTH]),
        (registers, f"n: i8 = field(le=2, ge=0); {ARRAY}", [WIDTH]),
        (registers, f"n: u8 = field(le=2, wire=u64); {ARRAY}", [WIDTH]),
        (registers, f"n: u8 = field(le=2, wire=i32); {ARRAY}", []),
        (registers, f"n: u8 = field(le=2, wire=i64); {ARRAY}", [WIDTH]),
        (registers, f"n: bool; {ARRAY}", [WIDTH]),
        (registers, f"n: Mode; {ARRAY}", [WIDTH]),
        (registers, f"n: Inner; {ARRAY}", [WIDTH]),
        (registers, f"n: NonZero[u8] = field(le=2, default=1); {ARRAY}", [WIDTH]),
        (registers, f"n: Option[u8] = field(le=2, none=3); {ARRAY}", [WIDTH]),
        (registers, f"n: Array[u8, 2] = field(le=2); {ARRAY}", [WIDTH]),
        (registers, f"n: u8 = field(le=2, migrate=False); {ARRAY}", [UNSENT]),
        (registers, f"{ARRAY}; n: u8 = field(le=2)", [LATE]),
        (registers, ARRAY, [LATE]),
        (registers, "x: Array[u8, 2] = field(count='x')",
         ["VM160 `x`: `x` is no field before this one"]),
        (registers, "n: u8 = field(le=2); x: u8 = field(count='n')",
         ["VM160 `x`: only an array has a count"]),
        (registers, "n: u8 = field(le=2); x: Array[Inner, 2] = field(count='n')", []),
        (registers, "n: u8 = field(le=2); x: Array[Inner, 1] = field(count='n')",
         ["VM160 `x`: `n` may be above the array's length, 1"]),
        (device, f"n: BqlCell[u8]; {CELLS}", []),
        (device, f"n: BqlCell[u32]; {CELLS}", []),
        (device, f"n: BqlCell[u64]; {CELLS}", [WIDTH]),
        (device, f"n: BqlCell[i8]; {CELLS}", [WIDTH]),
        (device, f"n: Array[BqlCell[u8], 1]; {CELLS}", [WIDTH]),
        (device, f"n: u8 = field(migrate=False); {CELLS}",
         ["VM160 `x`: `n` is in no cell, so that nothing could set it"]),
        (device, f"n: BqlCell[u8] = field(migrate=False); {CELLS}", []),
        (device, f"{CELLS}; n: BqlCell[u8]", [LATE]),
        (device, f"{CELLS}; n: Property[u8] = 2", []),
        (device, f"n: Property[u64] = 2; {CELLS}", [WIDTH]),
        (device, f"n: Property[u8] = field(default=1, le=2); {CELLS}", []),
        (device, f"n: Property[u8] = 3; {CELLS}",
         ["VM160 `x`: the default of `n` reaches 3, above its 2 elements"]),
        (device, f"n: Property[u8] = field(default=1, le=3); {CELLS}",
         ["VM160 `x`: the range of `n` reaches 3, above its 2 elements"]),
        (device, f"n: BqlCell[u8] = 3; {CELLS}", []),
        (device, f"{CELLS}", [LATE]),
        (device, "x: BqlCell[u8] = field(count='regs')", ["VM160 `x`: only an array has a count"]),
        (device, "x: Array[BqlCell[u8], 2] = field(count='regs')",
         ["VM160 `x`: `regs` is not u8, u16 or u32"]),
    ],
)  # fmt: skip
def test_what_counts(
    spec: Callable[[str], str], lines: str, messages: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, spec(lines)) == messages
