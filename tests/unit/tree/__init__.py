# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the tools that compare stand-ins with a real tree; they need none themselves."""
