# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzers: hostile sections for the Python codec and the generated Rust, which must agree.

`python -m fuzz.differential --help`; the test suite runs a fixed part of it
(tests/reality/test_differential.py).
"""
