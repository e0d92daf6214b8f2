# SPDX-License-Identifier: GPL-2.0-or-later
"""Which versions have a field, at the edges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.model.read import model
from vmgen.model.gates import comes_or_goes, spans

SPEC = (
    "class Regs(Registers, name='dev/regs'):\n    a: u8\n"
    "    old: u8 = field(until=2)\n    new: u8 = field(since=4)\n"
    "    last: u8 = field(since=6)\n\n\n"
    "class Dev(Device, name='dev', version_id=6, minimum_version_id=2):\n"
    "    regs: Migratable[BqlRefCell[Regs]]\n    x: BqlCell[u8]\n"
)


@pytest.mark.parametrize(
    ("since", "until", "gone"),
    [
        (0, None, False),
        (2, None, False),
        (3, None, True),
        (0, 6, False),
        (0, 5, True),
        (0, 7, False),
        (2, 6, False),
        (3, 6, True),
    ],
)
def test_comes_or_goes(since: int, until: int | None, gone: bool, tmp_path: Path) -> None:
    device = model(tmp_path, SPEC)
    field = replace(device.by_name["x"], since=since, until=until)
    assert comes_or_goes(field, device.description) == gone


@pytest.mark.parametrize(
    ("name", "since", "until", "expected"),
    [
        ("x", 0, None, [(2, 6)]),
        ("x", 4, None, [(4, 6)]),
        ("x", 0, 5, [(2, 5)]),
        ("x", 6, 9, [(6, 6)]),
        ("regs", 0, None, [(2, 2), (3, 3), (4, 5), (6, 6)]),
        ("regs", 3, None, [(3, 3), (4, 5), (6, 6)]),
        ("regs", 4, 5, [(4, 5)]),
        ("regs", 0, 3, [(2, 2), (3, 3)]),
    ],
)
def test_spans(
    name: str, since: int, until: int | None, expected: list[tuple[int, int]], tmp_path: Path
) -> None:
    device = model(tmp_path, SPEC)
    field = replace(device.by_name[name], since=since, until=until)
    assert spans(device, field, device.description) == expected
