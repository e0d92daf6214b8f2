# SPDX-License-Identifier: GPL-2.0-or-later
"""Layouts that crates were built with, and what a new one does to their streams."""
