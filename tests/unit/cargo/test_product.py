# SPDX-License-Identifier: GPL-2.0-or-later
"""Kind x shape x option x place: what the spec's checks accept passes QEMU's lints everywhere."""

from __future__ import annotations

import pytest

from fuzz.product import run
from vmgen.plan import DIALECTS


@pytest.mark.parametrize("dialect", DIALECTS)
def test_product(dialect: str) -> None:
    """So many fields that any two values of two options meet; `python -m fuzz.product` takes all.

    `run` ends with an error where something is refused without a code of its own.
    """
    result = run(seed=1, share=None, names=[dialect])
    assert not result.faults, "\n".join(result.faults)
    assert result.accepted > 800
    assert "VM499" not in result.refused
