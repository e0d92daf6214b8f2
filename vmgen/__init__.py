# SPDX-License-Identifier: GPL-2.0-or-later
"""vmgen: Python specs in, the migration code of a QEMU Rust device crate out."""

__version__ = "0.1.0"
