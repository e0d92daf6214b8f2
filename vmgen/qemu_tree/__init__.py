# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU source tree: which layout it has, and what its own files need for a new crate."""

from vmgen.qemu_tree.crates import crates_in, may_have
from vmgen.qemu_tree.edits import Edit, Placed, edits, touched
from vmgen.qemu_tree.layout import Layout, find_layout

__all__ = [
    "Edit",
    "Layout",
    "Placed",
    "crates_in",
    "edits",
    "find_layout",
    "may_have",
    "touched",
]
