# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of others: found, run for a time, and ended with all that they have started."""
