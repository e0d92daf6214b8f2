# SPDX-License-Identifier: GPL-2.0-or-later
"""What the README shows is what vmgen does."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from tests.conftest import ROOT
from tests.golden.test_crates import crates
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render
from vmgen.spec.read import read_specs

README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAD = '''"""A pulse generator."""
from vmgen.spec import *

class Shape(Enum, repr=u8):
    FLAT = 0
    ROUND = 1

'''


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found.group(1)


def test_the_spec_becomes_the_rust(tmp_path: Path) -> None:
    spec = block("python")
    assert len([line for line in spec.splitlines() if line.strip()]) <= 12
    (tmp_path / "pulse.py").write_text(HEAD + spec)
    (migration,) = (
        file.text for file in crates(tmp_path, "11") if file.path.endswith("src/migration.rs")
    )
    assert block("rust") in migration
    assert "vmstate_of!(PulseState, gain).with_version_id(2)" in migration


def test_the_diagnostic_is_real(tmp_path: Path) -> None:
    wrong = block("python").replace("field(since=2)", "field(since=3)")
    (tmp_path / "pulse.py").write_text(HEAD + wrong)
    diagnostics = Diagnostics()
    read_specs([tmp_path], diagnostics)
    (found,) = (render(item) for item in diagnostics if item.code == "VM132")
    found = re.sub(r"--> .*/pulse.py", "--> specs/pulse.py", found)
    assert textwrap.indent(found, "    ") in README, found


def test_every_command_is_named() -> None:
    from vmgen.cli import _COMMANDS

    assert [name for name in _COMMANDS if f"`vmgen {name} " not in README] == []
