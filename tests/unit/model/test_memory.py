# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes in C's memory: what a dump says of a struct, and of what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import registers
from tests.unit.model.read import model
from vmgen.model.kinds.memory import Memory
from vmgen.model.memory import struct_memory

QUEUE = "q: Fifo[u8, 3]; s: Wire[Array[u8, 3]] = slots('q'); o: Wire[u16] = oldest('q'); "


@pytest.mark.parametrize(
    ("lines", "size", "align"),
    [
        # Behind `keep`, which is a byte.
        ("x: u8", 2, 1),
        ("x: u16", 4, 2),
        ("x: u32", 8, 4),
        ("x: u64", 16, 8),
        ("x: u8; y: u32; z: u8", 12, 4),
        ("x: Array[u16, 3]", 8, 2),
        ("x: Array[Array[u8, 2], 3]", 7, 1),
        ("x: u8 = field(wire=u32)", 8, 4),
        ("x: usize = field(wire=u32, le=5)", 8, 4),
        ("x: u64 = field(migrate=False)", 16, 8),
        ("x: Mode", 2, 1),
        ("x: Wide", 4, 2),
        ("x: Large", 16, 8),
        ("x: Inner; y: Inner", 3, 1),
        ("x: Array[Inner, 3]", 4, 1),
        ("x: Timer", 56, 8),
        ("x: Array[Timer, 2]", 104, 8),
        ("x: Option[u16] = field(none=0, ge=1)", 4, 2),
        ("x: Option[u16] = field(flag='is')", 4, 2),
        ("x: Option[u32] = field(flag='is')", 8, 4),
        ("x: Duration = field(unit='ms')", 16, 8),
        ("x: Duration = field(unit='ms', wire=u32)", 8, 4),
        ("x: Unused[7]", 1, 1),
        ("x: Custom['Colour'] = field(wire=u16)", 4, 2),
        ("x: Custom['Colour'] = field(migrate=False)", 16, 8),
        ("x: Wire[Array[u16, 2]] = computed()", 6, 2),
        (QUEUE + "l: Wire[u8] = length('q')", 8, 2),
        ("x: Bitmap[65]", 24, 8),
        ("x: Opaque[3] = field(reason='why')", 4, 1),
    ],
)
def test_structs(lines: str, size: int, align: int, tmp_path: Path) -> None:
    made = model(tmp_path, registers(lines))
    assert struct_memory(made, made.struct("Regs")) == Memory(size, align)
