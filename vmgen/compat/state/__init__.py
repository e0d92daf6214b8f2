# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a saved state loads on a target, and which section or field stops it.

ask                     from names to an answer
load                    section by section, in the order of the load
target                  what a side makes of one section
fields, order           the fields that were sent against those that the target reads
items, widths           fields of both sides, and whether they take the same bytes
outside, machine        sections that no dump has; machine types of a binary
found, said, advice     what is found, how it is said, and what may help
"""
