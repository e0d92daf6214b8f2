# SPDX-License-Identifier: GPL-2.0-or-later
"""From what QEMU says of a device to a spec: C text, dumps, streams, a binary.

found      what a source says, as data: the same for all sources
"""
