# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that the reset state must keep: of each kind of field its reset value is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.spec.read import read_specs

SPEC = '''"""A spec."""
from vmgen.spec import *
class Mode(Enum, repr=u8):
    "E."
    A = 3
    B = 5
class Flags(Bits, repr=u8):
    "B."
    low: bits[3]
    high: bits[5]
class Regs(Registers, name="dev/regs"):
    "R."
    rules = ["%s"]
    x: %s
    y: u8
class Dev(Device, name="dev"):
    "D."
    regs: Migratable[BqlRefCell[Regs]]
'''


@pytest.mark.parametrize(
    ("field", "holds", "breaks"),
    [
        ("u8", "x == 0 or y > 0", "x > 0 or y > 0"),
        ("i16 = -3", "x < -2 or y > 0", "x < -3 or y > 0"),
        ("bool", "not x or y > 0", "x or y > 0"),
        ("bool = True", "x or y > 0", "not x or y > 0"),
        # The least that it can be, not 0.
        ("NonZero[i8]", "x == 1 or y > 0", "x < 1 or y > 0"),
        ("NonZero[i8] = field(default=-4)", "x == -4 or y > 0", "x == 1 or y > 0"),
        ("NonZero[u8] = field(default=7)", "x == 7 or y > 0", "x == 1 or y > 0"),
        ("Atomic[u32] = field(default=7)", "x == 7 or y > 0", "x == 0 or y > 0"),
        ("Mode", "x == 3 or y > 0", "x != 3 or y > 0"),
        ("Mode = Mode.B", "x == 5 or y > 0", "x == 3 or y > 0"),
        ("Flags = 0b01010_011", "x == 83 or y > 0", "x == 82 or y > 0"),
        ("Flags = 0b01010_011", "x.low == 3 or y > 0", "x.low == 2 or y > 0"),
        ("Flags = 0b01010_011", "x.high == 10 or y > 0", "x.high == 2 or y > 0"),
        # Rules see what a restore makes of it.
        ("u8 = field(default=0x12, mask=0x0F)", "x == 2 or y > 0", "x == 0x12 or y > 0"),
        ("u8 = field(default=2, force=0x80)", "x == 0x82 or y > 0", "x == 2 or y > 0"),
    ],
)
def test_the_reset_state(field: str, holds: str, breaks: str, tmp_path: Path) -> None:
    for rule, codes in ((holds, []), (breaks, ["VM123"])):
        (tmp_path / "dev.py").write_text(SPEC % (rule, field))
        found = Diagnostics()
        read_specs([tmp_path / "dev.py"], found)
        errors = [item for item in found if item.severity == "error"]
        assert [item.code for item in errors] == codes, (rule, [item.message for item in errors])
        assert all(item.position.line == 13 for item in errors)
