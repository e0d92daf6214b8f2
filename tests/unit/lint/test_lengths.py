# SPDX-License-Identifier: GPL-2.0-or-later
"""How much a device holds: structs in it count with all of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, findings, registers, said
from vmgen.lint.lengths import MOST_ELEMENTS


@pytest.mark.parametrize(
    "line",
    [
        "x: Buffer[{most}]",
        "x: Array[u32, {most}]",
        "x: Array[Inner, {most}]",
        "x: Unused[{most}]",
        "x: Fifo[u8, {most}] = field(migrate=False)",
    ],
)
def test_registers(line: str, tmp_path: Path) -> None:
    """`keep` is one more."""
    most = MOST_ELEMENTS - 1
    assert said(tmp_path, registers(line.format(most=most))) == []
    (found,) = findings(tmp_path, registers(f"y: u8; {line.format(most=most)}"))[-1:]
    assert found.message == (
        f"`Regs` holds {MOST_ELEMENTS + 1} elements in all, and the most is {MOST_ELEMENTS}"
    )
    assert found.code == "VM127"


def test_rows_and_the_largest_field_is_shown(tmp_path: Path) -> None:
    text = registers("x: Array[Array[u8, 4], 1_000_000]; y: Array[Array[u8, 4096], 4096]")
    (found,) = [item for item in findings(tmp_path, text) if item.code == "VM127"]
    assert (
        found.position.line == 4 + text.split("\n").index("    y: Array[Array[u8, 4096], 4096]") + 2
    )


def test_a_device_of_many_registers(tmp_path: Path) -> None:
    text = device(f"x: Array[BqlCell[u8], {MOST_ELEMENTS - 1}]")
    assert said(tmp_path, text) == []
    more = text.replace("keep: u8", "keep: u8\n    more: u8")
    assert said(tmp_path, more) == [
        f"VM127 `Dev` holds {MOST_ELEMENTS + 1} elements in all, and the most is {MOST_ELEMENTS}"
    ]
