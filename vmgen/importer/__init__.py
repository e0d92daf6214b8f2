# SPDX-License-Identifier: GPL-2.0-or-later
"""From what QEMU says of a device to a spec: C text, dumps, streams, a binary.

found               what a source says, as data: the same for all sources
stream, dump        what these say; binary: a QEMU that is asked for its dump
shapes, devices     what many sections say together, and which of them are of one device
join, sources       several sources of one device
to_model            the model of a device, as an author would write it
files               spec files
"""
