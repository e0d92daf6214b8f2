# SPDX-License-Identifier: GPL-2.0-or-later
"""A sample of `python -m fuzz.compat`: what is said of random pairs of layouts is what happens."""

from __future__ import annotations

import pytest

from fuzz.compat import disagreements

ONCE = (
    *(2000360, 3001912, 3002032, 5000272, 5001444, 5002124, 11000851, 31000247),
    *(5000011, 5000017, 6000399, 6000958, 122004421, 2027004375),
)
"""Pairs about which the two once did not agree."""


@pytest.mark.parametrize("seed", [*range(51_000_000, 51_000_100), *ONCE])
def test_agree(seed: int) -> None:
    assert list(disagreements(seed)) == []
