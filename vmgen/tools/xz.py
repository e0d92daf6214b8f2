# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of xz, in which streams and dumps are packed."""

XZ_MAGIC = b"\xfd7zXZ\x00"
XZ_MEMORY = 256 << 20
"""Most memory that an xz file may ask for (`xz -9` asks for 65 MiB)."""

CHUNK = 1 << 18
"""Bytes unpacked at a time."""
