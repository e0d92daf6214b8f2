# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: its text is in Latin-1, as this café is."""
