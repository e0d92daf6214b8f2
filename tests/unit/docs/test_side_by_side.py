# SPDX-License-Identifier: GPL-2.0-or-later
"""The Rust that docs/side-by-side.md shows is what is in `generated/`, and so are its counts."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "side-by-side.md").read_text(encoding="utf-8")
COUNTS = re.findall(r"^\$ (rust|spec) (\S+)\n(\d+)$", TEXT, re.MULTILINE)
FUNCTIONS = "\n".join(re.findall(r"^\$ ((?:rust|spec)\(\) .*)$", TEXT, re.MULTILINE))


@pytest.mark.parametrize(
    ("fence", "crate"), [("rust", "ssi/pl022"), ("rust mbox", "misc/bcm2835_mbox")]
)
def test_lines_are_emitted(fence: str, crate: str) -> None:
    text = (ROOT / "generated/10.2/hw" / crate / "src/migration.rs").read_text(encoding="utf-8")
    emitted = {line.strip() for line in text.splitlines()}
    blocks = re.findall(rf"```{fence}\n(.*?)```", TEXT, re.DOTALL)
    assert blocks
    for line in "".join(blocks).splitlines():
        assert line in emitted


@pytest.mark.parametrize(("word", "file", "count"), COUNTS, ids=lambda item: item)
def test_counts(word: str, file: str, count: str) -> None:
    if not (ROOT / file).exists():
        pytest.skip(f"{file} is not there")
    command = ["bash", "-c", f"{FUNCTIONS}\n{word} {file}"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == count
