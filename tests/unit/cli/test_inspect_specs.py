# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen inspect --specs`: names of the spec, and what its numbers mean."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from tests.conftest import ROOT
from vmgen.cli.inspect import inspect

STREAMS = sorted((ROOT / "tests" / "data" / "streams").rglob("*.xz"))
SPEC = '''"""A timer."""
from vmgen.spec import *

class Ticks(Bits, repr=u64):
    low: bits[8]
    high: bits[56]

class Regs(Registers, name="timer/regs", version_id=2):
    ticks: Ticks = field(rename="cpu_ticks_offset")
    gap: Unused[8]
    offset: Duration = field(unit="ns")

class TimerState(Device, name="timer", version_id=2):
    regs: Migratable[BqlRefCell[Regs]]
'''


def test_by_specs(tmp_path: Path) -> None:
    spec = tmp_path / "timer_spec.py"
    spec.write_text(SPEC)
    arguments = [str(STREAMS[0]), "--section", "timer", "--specs", str(spec)]
    result = CliRunner().invoke(inspect, arguments)
    assert result.exit_code == 0, result.output
    assert "regs.ticks: u64" in result.output
    assert "regs.offset: u64" in result.output and "(ns)" in result.output


def test_other_sections_keep_their_description() -> None:
    specs = str(ROOT / "specs")
    result = CliRunner().invoke(inspect, [str(STREAMS[0]), "--specs", specs])
    plain = CliRunner().invoke(inspect, [str(STREAMS[0])])
    assert result.exit_code == 0 and "timer" in plain.output


def test_not_with_described_by() -> None:
    arguments = ["body.bin", "--described-by", "x", "--specs", "specs"]
    assert CliRunner().invoke(inspect, arguments).exit_code == 2
