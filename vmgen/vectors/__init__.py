# SPDX-License-Identifier: GPL-2.0-or-later
"""The golden vectors: sections of every shape that a device has, and those that it refuses."""
