# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers of bit fields."""

from __future__ import annotations

from vmgen.model.kinds.named import Named


class BitsKind(Named):
    """A register of bit fields over a scalar."""
