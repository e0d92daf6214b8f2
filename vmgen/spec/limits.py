# SPDX-License-Identifier: GPL-2.0-or-later
"""How much a spec may be. docs/language.md has the same numbers, with those of the lint."""

MOST_SECONDS = 30
"""For which one file may run: most take milliseconds."""
