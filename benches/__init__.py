# SPDX-License-Identifier: GPL-2.0-or-later
"""What vmgen costs, beside peers in the same run: `python -m benches` writes docs/figures.md."""
