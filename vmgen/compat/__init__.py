# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether what one side saves loads on another, and if not, which field breaks it.

verdict   what was found: findings, and verdicts of devices in both directions
rules     the rules by name
sides     what a side is: specs, a revision of them, locks, a dump, a binary, a stream
"""
