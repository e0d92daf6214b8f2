# SPDX-License-Identifier: GPL-2.0-or-later
"""What docs show of a terminal is what a terminal shows."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cli.command import Run

TREE = ROOT / "tests" / "data" / "trees" / "11"


def sessions(page: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a page in order, each with what it prints."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in block.split("$ vmgen ")[1:]:
            command, _, output = part.partition("\n")
            yield shlex.split(command), output


@pytest.mark.parametrize("page", ["new-device.md", "qemu-tree.md"])
def test_page(page: str, vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TREE, tmp_path / "qemu")
    lock = tmp_path / "qemu" / "rust" / "Cargo.lock"

    def content_cargo(*_: object, **__: object) -> bool:
        """Checking is slow, and seen elsewhere; it leaves the crate in the lock file."""
        lock.write_text(f'{lock.read_text()}\n[[package]]\nname = "demo"\n')
        return True

    monkeypatch.setattr("vmgen.cargo.cargo_check", content_cargo)
    monkeypatch.setattr("sys.stderr", sys.stdout)  # in the order in which a terminal shows it
    if page == "qemu-tree.md":
        vmgen("new", "demo")
    for command, output in sessions(page):
        assert vmgen(*command).output == output, command


def test_the_spec_of_the_page_is_the_spec_of_the_command(vmgen: Run, tmp_path: Path) -> None:
    assert vmgen("new", "demo", "--category", "char").status == 0
    made = (tmp_path / "specs" / "demo.py").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "new-device.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    for part in shown.split("\n\n\n"):
        assert part.strip() in made
