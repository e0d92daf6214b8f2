# SPDX-License-Identifier: GPL-2.0-or-later
"""The model (IR) that everything after the spec works on."""
