# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build` and the layout that the crate had before."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vmgen.cli.build import build

SPEC = '''"""A device."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers
from vmgen.spec import field, subsection, u8, u32


class Regs(Registers, name="regs"):
    control: u32
    level: u32


class Dev(Device, name="dev", version_id=2, minimum_version_id=1):
    regs: Migratable[BqlRefCell[Regs]]
    late: BqlCell[u8] = field(since=2)
    extra: BqlCell[u8] = subsection("dev/extra", needed="extra != 0")
'''
INSERTED = SPEC.replace("    level: u32", "    mode: u8\n    level: u32")


@pytest.fixture(autouse=True)
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "dev.py"
    path.write_text(SPEC)
    return path


def call(*args: str) -> Result:
    return CliRunner().invoke(build, ["--no-cargo", "dev.py", *args])


def test_a_change_is_said_once(spec: Path) -> None:
    first = call()
    assert first.exit_code == 0 and "warning" not in first.output
    spec.write_text(INSERTED)
    for _ in range(2):
        checked = call("--check")
        assert checked.exit_code == 1 and "warning[VM135]" in checked.output
    done = call()
    assert done.exit_code == 0
    assert "at byte 0x4 is `regs.mode` (u8) now, where `regs.level` (u32) was" in done.output
    assert "--> dev.py:9:5" in done.output
    again = call()
    assert again.exit_code == 0 and "nothing changed" in again.output
    assert "warning" not in call("--force").output


def test_all_dialects_say_it_once(spec: Path) -> None:
    assert call("--dialect", "all").exit_code == 0
    spec.write_text(INSERTED)
    assert call("--dialect", "all").output.count("warning[VM135]") == 1


def test_dialects_of_different_age(spec: Path) -> None:
    call("--dialect", "11")
    spec.write_text(INSERTED)
    assert "VM135" not in call("--dialect", "rfc").output  # a new crate
    assert "VM135" in call("--dialect", "all").output


def test_moved_to_another_category(spec: Path) -> None:
    call()
    spec.write_text(INSERTED.replace('name="dev", version', 'name="dev", category="char", version'))
    assert "VM135" in call("--check").output


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    level: u32", "    height: u32"),
        ('"""A device."""', '"""A device."""\n\n# with a comment'),
        ("    level: u32", "    level: u32 = 5"),
    ],
    ids=["name", "comment", "reset"],
)
def test_nothing_is_said(spec: Path, old: str, new: str) -> None:
    call()
    spec.write_text(SPEC.replace(old, new))
    assert "warning" not in call("--check").output


def test_lower_version_and_other_name(spec: Path) -> None:
    call()
    spec.write_text(SPEC.replace("version_id=2, min", "version_id=1, min").replace("=2)", "=1)"))
    output = call("--check").output
    assert "warning[VM136]: `version_id` of `dev` is 1 now, and was 2" in output
    spec.write_text(SPEC.replace('"dev', '"other'))
    output = call("--check").output
    assert "warning[VM136]: the section is called `other` now, and was `dev`" in output
    assert "VM135" not in output


def test_subsections(spec: Path) -> None:
    call()
    lines = SPEC.splitlines(keepends=True)
    spec.write_text("".join(lines[:-1]))
    assert "had a subsection `dev/extra`: one that arrives is refused" in call("--check").output
    spec.write_text(SPEC + '    more: BqlCell[u8] = subsection("dev/more")\n')
    output = call("--check").output
    assert "always sends `dev/more` now" in output and "--> dev.py:16:" in output
