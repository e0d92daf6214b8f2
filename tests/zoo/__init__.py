# SPDX-License-Identifier: GPL-2.0-or-later
"""Every device of real streams: imported, built, and each section through Python and Rust.

python -m tests.zoo [STREAM...] [--dump FILE...] [--only NAME...] [--share PERCENT] [--python]
"""
