# SPDX-License-Identifier: GPL-2.0-or-later
"""Enums: numbers of which only some are right."""

from __future__ import annotations

from vmgen.model.kinds.named import Named


class EnumKind(Named):
    """An enum of the device, which travels as a number."""
