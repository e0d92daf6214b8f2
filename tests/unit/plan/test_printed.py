# SPDX-License-Identifier: GPL-2.0-or-later
"""What `vmgen plan` says of every kind of field, and what a dialect changes of that."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.unit.cli.command import Run

SPECS = Path(__file__).with_name("specs")


@pytest.mark.parametrize("dialect", ["11", "rfc"])
def test_every_kind_of_field(dialect: str, vmgen: Run, tmp_path: Path, golden: Golden) -> None:
    shutil.copy(SPECS / "every.py", tmp_path)
    done = vmgen("plan", "every.py", "--dialect", dialect)
    assert (done.status, done.errors) == (0, "")
    golden(SPECS / f"every.{dialect}.txt", done.output)
