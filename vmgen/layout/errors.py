# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with a description from outside."""

from __future__ import annotations


class LayoutError(ValueError):
    """A description that does not fit: with itself, or with the bytes that it describes."""
