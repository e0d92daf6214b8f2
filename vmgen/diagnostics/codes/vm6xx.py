# SPDX-License-Identifier: GPL-2.0-or-later
"""VM6xx: what is imported. 60x marks in specs, 61x dumps, streams, binaries, 62x to 64x C text,
65x sources that contradict each other."""

from vmgen.diagnostics.codes.entry import Entry

TABLE = (
    Entry(
        "VM601",
        "incomplete",
        "An import did not understand this, and the spec has only what is known of it. A crate "
        "made of it would have another layout on the wire than the device that it was imported "
        "from.",
        "Find out what it is from what the mark names, write it in the words of the language, and "
        "remove the mark.",
    ),
    Entry(
        "VM611",
        "nulls-vary",
        "A null of an array of pointers is one byte in the stream, whatever it would point to. "
        "Which ones are null only the two machines know, and it was not the same in all sections.",
        "Import from streams of one configuration of the machine, or write one field per element.",
    ),
    Entry(
        "VM612",
        "elements-differ",
        "The elements of an array have different sizes, and nothing that was imported says why.",
        "Look at the device's code, and write one field per element.",
    ),
    Entry(
        "VM613",
        "private-format",
        "Code of the device's own writes these bytes, not always as many. A stream does not "
        "say how many there are, so only that code can read them.",
        "Write in the words of the language what that code writes, if they can say it.",
    ),
    Entry(
        "VM614",
        "wrong-description",
        "What the stream says of this section does not add up to its bytes, so nothing of it can "
        "be believed (older versions of QEMU describe arrays of pointers wrongly).",
        "Import from a stream of another version, from a dump, or from C.",
    ),
)
