# SPDX-License-Identifier: GPL-2.0-or-later
"""A bad condition is quoted in its message, and not at any length."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.expression.quote import MOST, quote
from vmgen.spec.read import read_specs

SPEC = '''"""A spec."""
from vmgen.spec import *
class Regs(Registers, name="dev/regs"):
    "R."
    rules = ["RULE"]
    a: u8
    b: u8
class Dev(Device, name="dev", crate="dev", category="misc"):
    "D."
    regs: Migratable[BqlRefCell[Regs]]
'''
SUM = " + ".join(["a"] * 300)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (SUM, "VM170"),  # a number
        (f"{SUM} <", "VM170"),  # no expression
        (f"f({SUM}) < 3", "VM170"),  # beyond the language
        (f"(a and {SUM}) < 2", "VM170"),  # in Python one of its parts
        (f"{SUM} // b > 1", "VM170"),
        (f"{SUM} < 0", "VM172"),  # never
        (f"a < b or a < b or {SUM} >= 0", "VM172"),
        (f"{SUM} > 0", "VM123"),  # not after a reset
    ],
)
def test_however_long_it_is(rule: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "dev.py"
    path.write_text(SPEC.replace("RULE", rule))
    diagnostics = Diagnostics()
    read_specs([path], diagnostics)
    (item,) = diagnostics
    assert item.code == code
    assert "`" in item.message and "..." in item.message
    assert len(item.message) < 4 * MOST


def test_what_is_short_is_quoted_whole() -> None:
    assert quote("a" * MOST) == f"`{'a' * MOST}`"
    cut = quote("a" * (MOST + 1))
    assert len(cut) == MOST + 2 and cut.endswith("a...`")
