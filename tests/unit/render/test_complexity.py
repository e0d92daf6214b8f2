# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions of `device.rs` with a loop for each array: clippy is told of those it calls complex."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import emitted

ALLOW = "#[allow(clippy::cognitive_complexity)]"


@pytest.mark.parametrize(
    ("annotation", "function", "most"),
    [
        ("Array[Timer, 2]", "unsafe fn init(", 24),
        ('Array[MemoryRegion[0x10, "little"], 2]', "unsafe fn init(", 24),
        ("Array[InterruptSource, 2]", "fn post_init(", 24),
        ("Array[BqlCell[u8], 2]", "fn reset_hold(", 12),
    ],
)
def test_loops(tmp_path: Path, annotation: str, function: str, most: int) -> None:
    def before(count: int) -> str:
        fields = "".join(f"    f{index}: {annotation}\n" for index in range(count))
        device = f'class Dev(Device, name="dev"):\n    """Dev."""\n    end: BqlCell[u8]\n{fields}'
        text = emitted(tmp_path, device, "device.rs")
        return text.split(function)[0].rstrip().splitlines()[-1].strip()

    assert before(most) != ALLOW
    assert before(most + 1) == ALLOW
