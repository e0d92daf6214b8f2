# SPDX-License-Identifier: GPL-2.0-or-later
"""A parent's state, on sections that real QEMU wrote (tests/data/parents, of ../shared/data)."""

from __future__ import annotations

import json
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
