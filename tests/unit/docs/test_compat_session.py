# SPDX-License-Identifier: GPL-2.0-or-later
"""The sessions of docs/compat.md are what the commands print of its spec."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "compat.md").read_text(encoding="utf-8")


def run(folder: Path, *words: str) -> str:
    known = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(words, cwd=folder, env=known, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def printed(command: str) -> list[str]:
    """What the page shows of a command: parts, with anything between them."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        found = re.search(rf"^\$ {re.escape(command)}\n(.*?)(?=^\$ |\Z)", block, re.M | re.DOTALL)
        if found is not None:
            return [part.strip("\n") for part in found[1].split("\n...\n")]
    raise LookupError(command)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The spec of the page, committed on `main`."""
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "counter.py").write_text(found[1])
    (tmp_path / "pyproject.toml").write_text("[tool.vmgen]\n")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    run(tmp_path, "git", "init", "-q", "-b", "main")
    run(tmp_path, "git", "add", ".")
    run(tmp_path, *git, "commit", "-q", "-m", "A counter")
    return tmp_path


def vmgen(project: Path, command: str) -> str:
    words = command.removeprefix("vmgen ").split()
    return run(project, sys.executable, "-m", "vmgen", *words)


def test_a_field_at_the_end(project: Path) -> None:
    file = project / "specs" / "counter.py"
    file.write_text(file.read_text().replace("level: u16\n", "level: u16\n    divider: u8\n"))
    command = "vmgen compat main:specs/ specs/"
    text = vmgen(project, command)
    for part in printed(command):
        assert part in text
    (name,) = re.findall(r'^fingerprint = "(.*)"$', PAGE, re.M)
    assert f"fingerprint: {name}\n" in text


def test_a_lock(project: Path) -> None:
    command = "vmgen release 1.0"
    assert printed(command) == [vmgen(project, command).strip("\n")]
    shown = printed("cat locks/1.0/counter.lock")
    assert shown == [(project / "locks" / "1.0" / "counter.lock").read_text().strip("\n")]
