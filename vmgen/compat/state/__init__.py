# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a saved state loads on a target, and which section or field stops it.

ask       from names to an answer
load      section by section, in the order of the load
target    what a side makes of one section
fields    the fields of a section against those that the target reads
"""
