# SPDX-License-Identifier: GPL-2.0-or-later
"""vmgen: Python specs in, the migration code of a QEMU Rust device crate out."""

__version__ = "0.1.0"

JOURNAL = ".vmgen-journal"
"""The folder that a build has in its output folder (with --qemu: in the tree) while it writes.

One that is there otherwise is of a build that was killed: whoever sees it lets `vmgen.write` look.
"""
