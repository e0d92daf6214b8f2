# SPDX-License-Identifier: GPL-2.0-or-later
"""The Rust compiler's verdict on what was written."""

from vmgen.cargo.check import cargo_check, seed_lock, verdict

__all__ = ["cargo_check", "seed_lock", "verdict"]
