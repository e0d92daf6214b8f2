# SPDX-License-Identifier: GPL-2.0-or-later
"""What is tried in a real QEMU tree: `make tree QEMU=TREE`; no part of `make test`."""
