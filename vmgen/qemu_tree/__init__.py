# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU source tree: which dialect it has, and what its own files need for a new crate."""

from vmgen.qemu_tree.crates import crates_in, may_have
from vmgen.qemu_tree.edits import Edit, Placed, edits, touched
from vmgen.qemu_tree.source_tree import SourceTree, find_tree

__all__ = [
    "Edit",
    "Placed",
    "SourceTree",
    "crates_in",
    "edits",
    "find_tree",
    "may_have",
    "touched",
]
