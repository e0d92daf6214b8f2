# SPDX-License-Identifier: GPL-2.0-or-later
"""A parent's state, on sections that real QEMU wrote (tests/data/parents, of ../shared/data)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.unit.codec.common import SPECS
from vmgen.codec import load_codecs

REAL = json.loads((ROOT / "tests" / "data" / "parents" / "PIIX3.json").read_text())


@pytest.mark.parametrize("qemu", REAL)
def test_pci_device(qemu: str) -> None:
    codec = load_codecs([SPECS / "piix3.py"])["PIIX3"]
    data = bytes.fromhex(REAL[qemu]["data"])
    state: Any = codec.decode(data, REAL[qemu]["version"])
    assert codec.encode(state) == data
    assert state.parent_obj.version_id == 2
    assert bytes(state.parent_obj.config[:4]).hex() == "86800070"  # Intel's 82371SB
    name, *_ = [span.path for span in codec.spans(state)]
    assert name == "parent_obj.version_id"


def test_a_parent_that_is_not_sent(tmp_path: Path) -> None:
    """An SSI flash has the layout of the conversion, which says nothing of its parent."""
    plain = ROOT / "tests" / "reality" / "conversions" / "m25p80.py"
    text = plain.read_text(encoding="utf-8").replace(
        "    Migratable,\n", "    Migratable,\n    ParentField,\n    SSIPeripheral,\n", 1
    )
    text += "    parent_obj: ParentField[SSIPeripheral] = field(migrate=False)\n"
    (tmp_path / "m25p80.py").write_text(text, encoding="utf-8")
    flash = load_codecs([tmp_path / "m25p80.py"])["m25p80"]
    assert flash.layout == load_codecs([plain])["m25p80"].layout
    assert flash.device.parent == "SSIPeripheral"
    state: Any = flash.reset()
    assert state.parent_obj.cs is False and flash.encode(state)
