# SPDX-License-Identifier: GPL-2.0-or-later
"""`verify` remembers that the crates are what the specs say, and sees when they no longer are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vmgen.cli import verify as command
from vmgen.cli.build import build
from vmgen.cli.common import Settings
from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.plan import DIALECTS
from vmgen.spec.load import Reading
from vmgen.spec.read import read_project

SPEC = '''"""A device."""

from vmgen.spec import *


class DevState(Device, name="dev"):
    """A device."""

    level: BqlCell[u8]
'''


def test_crates_are_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec, root = Path("dev.py"), Path("out")
    spec.write_text(SPEC)
    words = [str(spec), "-o", str(root), "--dialect", "11", "--no-cargo"]
    made = CliRunner().invoke(build, words, catch_exceptions=False)
    assert made.exit_code == 0, made.output
    rendered, prepare = [], command.prepare

    def noted(*arguments: Any, **options: Any) -> Any:
        rendered.append(arguments)
        return prepare(*arguments, **options)

    def check() -> list[str]:
        """What is said, and that it is said with and without a memo."""
        reading = Reading()
        project = read_project([spec], Diagnostics(), reading)
        try:
            command._check_built(project, [DIALECTS["11"]], root, [spec], Settings(), reading)
        except VmgenError as error:
            return [item.message for item in error.diagnostics]
        return []

    monkeypatch.setattr(command, "prepare", noted)
    for _ in range(3):  # of what changes meanwhile, as compiled modules, there is no memo
        assert check() == []
    count = len(rendered)
    assert count < 3
    assert check() == [] and len(rendered) == count
    file = root / "11" / "hw" / "misc" / "dev" / "src" / "migration.rs"
    text = file.read_text()
    file.write_text(text.replace("level", "livel"))
    (stale,) = check()
    assert "src/migration.rs" in stale and len(rendered) == count + 1
    file.write_text(text)
    spec.write_text(SPEC.replace("u8", "u16"))
    (stale,) = check()
    assert "layout.txt" in stale and len(rendered) == count + 2
    spec.write_text(SPEC)
    assert check() == [] and len(rendered) == count + 2
