# SPDX-License-Identifier: GPL-2.0-or-later
"""What a comment in a spec changes: nothing. Constants are named, numbers are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.spec.read import read_specs

SPECS = [ROOT / "tests/golden/specs/kinds.py", ROOT / "tests/golden/specs/timed.py"]


def texts(spec: Path, dialect: str) -> dict[str, str]:
    """The crate of a spec, before it is formatted."""
    diagnostics = Diagnostics()
    (device,) = read_specs([spec], diagnostics)
    plan = plan_device(device, DIALECTS[dialect], diagnostics)
    diagnostics.raise_if_failed()
    return {file.path: file.text for file in render_crate(plan)}


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_comments_change_no_crate(spec: Path, tmp_path: Path) -> None:
    lines = spec.read_text(encoding="utf-8").splitlines()
    commented = ["# On top."]
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        commented += (
            [f"{indent}# About what follows.", line] if line.startswith("class ") else [line]
        )
        if line.startswith("    ") and ": " in line and line.endswith("]"):
            commented.append("    # Behind a field.")
    assert len(commented) > len(lines) + 5
    (tmp_path / spec.name).write_text("\n".join(commented) + "\n", encoding="utf-8")
    assert texts(tmp_path / spec.name, "10.2") == texts(spec, "10.2")


CONSTANTS = '''"""Constants."""

from vmgen.spec import Array, BqlRefCell, Device, Fifo, Migratable, Registers, Wire
from vmgen.spec import length, oldest, slots, u8, u16

DEPTH = 16
"How much it *holds*."
MAX = 4
lower = 3


class Regs(Registers, name="constants/regs"):
    """r"""

    a: Array[u8, DEPTH] = 1
    b: Array[u8, 2 * DEPTH]
    c: Array[Array[u8, 2], DEPTH]
    d: Array[u8, MAX]
    e: Array[u8, lower]
    f: Fifo[u16, DEPTH]
    f_data: Wire[Array[u16, DEPTH]] = slots("f")
    f_length: Wire[u8] = length("f")
    f_oldest: Wire[u8] = oldest("f")


class State(Device, name="constants", crate="constants"):
    """d"""

    regs: Migratable[BqlRefCell[Regs]]
'''


def test_lengths_have_names(tmp_path: Path) -> None:
    (tmp_path / "constants.py").write_text(CONSTANTS, encoding="utf-8")
    found = texts(tmp_path / "constants.py", "11")
    registers = next(text for path, text in found.items() if path.endswith("registers.rs"))
    migration = next(text for path, text in found.items() if path.endswith("migration.rs"))
    assert "/// How much it *holds*.\npub const DEPTH: usize = 16;" in registers
    for line in (
        "a: [u8; DEPTH]",
        "b: [u8; 32]",
        "c: [[u8; 2]; DEPTH]",
        "e: [u8; 3]",
        "[1; DEPTH]",
    ):
        assert line in registers
    assert "f_data: [u16; DEPTH]" in migration and ".min(DEPTH)" in migration
    # `MAX` is a word that emitted files have themselves.
    assert "d: [u8; 4]" in registers and "const MAX" not in registers
