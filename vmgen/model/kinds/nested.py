# SPDX-License-Identifier: GPL-2.0-or-later
"""Structs: registers inside registers, and those of the device itself."""

from __future__ import annotations

from vmgen.model.kinds.named import Named


class StructKind(Named):
    """A struct of the device, with a description of its own."""
