# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of names taken is what the emitted text has."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT, Golden
from tests.golden.emitted import table


def test_table(tmp_path: Path, golden: Golden) -> None:
    golden(ROOT / "vmgen" / "model" / "emitted.py", table(tmp_path))
