# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of a queue that come and go: with one another, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import said

SPEC = (
    "class Regs(Registers, name='dev/regs'):\n    a: u8\n    q: Fifo[u8, 2]\n"
    "    q_data: Wire[Array[u8, 2]] = slots('q'{})\n"
    "    q_pos: Wire[u8] = oldest('q'{})\n"
    "    q_len: Wire[u8] = length('q'{})\n\n\n"
    "class Dev(Device, name='dev', version_id=3, minimum_version_id=1):\n"
    "    regs: Migratable[BqlRefCell[Regs]]\n"
)
SINCE, LATER, IF, OLD = ", since=2", ", since=3", ", needed='a > 1'", ", since=1"


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (("", "", ""), None),
        ((SINCE, SINCE, SINCE), None),
        ((IF, IF, IF), None),
        ((OLD, "", OLD), None),  # all versions have these
        ((SINCE, "", ""), ("q_pos", "q_data")),
        (("", SINCE, ""), ("q_pos", "q_data")),
        (("", "", SINCE), ("q_len", "q_data")),
        ((SINCE, SINCE, LATER), ("q_len", "q_data")),
        ((IF, SINCE, LATER), ("q_pos", "q_data")),
        (("", IF, IF), ("q_pos", "q_data")),
    ],
)
def test_said_once(
    options: tuple[str, str, str], parts: tuple[str, str] | None, tmp_path: Path
) -> None:
    found = [text for text in said(tmp_path, SPEC.format(*options)) if "VM163" in text]
    expected = (
        [f"VM163 `{parts[0]}` and `{parts[1]}` of `q` are not there together"] if parts else []
    )
    assert found == expected
